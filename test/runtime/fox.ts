/** Pictures of every shape that a site manifest can hold, as a build would describe them. */
export const images = {
  fox: {
    alt: 'A fox in a red jacket',
    placeholder: { color: '#d86a4e', lqip: 'data:image/webp;base64,UklGRh4AAABXRUJQ' },
    outputs: {
      card: {
        src: '/art/fox-640.jpg',
        width: 640,
        height: 360,
        srcset: {
          avif: '/art/fox-320.avif 320w, /art/fox-640.avif 640w',
          jpeg: '/art/fox-320.jpg 320w, /art/fox-640.jpg 640w',
        },
        sources: [
          {
            type: 'image/avif',
            srcset: '/art/fox-320.avif 320w, /art/fox-640.avif 640w',
            width: 640,
            height: 360,
          },
        ],
      },
      hero: {
        src: '/art/fox@wide-1600.jpg',
        width: 1600,
        height: 900,
        sizes: '(min-width: 60rem) 60rem, 100vw',
        srcset: { jpeg: '/art/fox@wide-800.jpg 800w, /art/fox@wide-1600.jpg 1600w' },
        sources: [
          {
            media: '(max-width: 40rem)',
            type: 'image/jpeg',
            srcset: '/art/fox@tall-400.jpg 400w, /art/fox@tall-800.jpg 800w',
            width: 800,
            height: 1000,
          },
        ],
      },
      avatar: {
        src: '/art/fox-avatar-192.png',
        width: 192,
        height: 192,
        srcset: {
          webp: '/art/fox-avatar-96.webp 1x, /art/fox-avatar-192.webp 2x',
          png: '/art/fox-avatar-96.png 1x, /art/fox-avatar-192.png 2x',
        },
        sources: [
          {
            type: 'image/webp',
            srcset: '/art/fox-avatar-96.webp 1x, /art/fox-avatar-192.webp 2x',
            width: 192,
            height: 192,
          },
        ],
      },
      og: {
        src: '/art/fox-1200.jpg',
        width: 1200,
        height: 630,
        srcset: { jpeg: '/art/fox-1200.jpg 1200w' },
        sources: [],
      },
    },
  },
  'fox/running': {
    alt: '',
    outputs: {
      og: {
        src: '/art/fox/running-1200.png',
        width: 1200,
        height: 630,
        srcset: { webp: '/art/fox/running-1200.webp 1200w', png: '/art/fox/running-1200.png 1200w' },
        sources: [
          { type: 'image/webp', srcset: '/art/fox/running-1200.webp 1200w', width: 1200, height: 630 },
        ],
      },
    },
  },
} as const;
