import fs from 'node:fs';

const engineId = 'stable-diffusion-v1-6';
const apiHost = process.env.API_HOST ?? 'https://api.stability.ai';
const apiKey = process.env.STABILITY_API_KEY;

if (!apiKey) throw new Error('Missing Stability API key.');

const response = await fetch(`${apiHost}/v1/generation/${engineId}/text-to-image`, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    Authorization: `Bearer ${apiKey}`,
  },
  body: JSON.stringify({
    text_prompts: [
      {
        text: 'A lighthouse on a cliff',
      },
    ],
    cfg_scale: 7,
    height: 1024,
    width: 1024,
    steps: 30,
    samples: 1,
  }),
});

if (!response.ok) {
  throw new Error(`Non-200 response: ${await response.text()}`);
}

const { artifacts } = await response.json();

artifacts.forEach((image, index) => {
  fs.writeFileSync(`./v1_txt2img_${index}.png`, Buffer.from(image.base64, 'base64'));
});
