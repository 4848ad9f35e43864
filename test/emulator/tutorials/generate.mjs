import fs from 'node:fs';

const apiHost = process.env.API_HOST ?? 'https://api.stability.ai';
const apiKey = process.env.STABILITY_API_KEY;
if (!apiKey) throw new Error('Missing Stability API key.');

// Stable Image Core
const formData = new FormData();
formData.append('prompt', 'Lighthouse on a cliff overlooking the ocean');
formData.append('output_format', 'webp');

const response = await fetch(`${apiHost}/v2beta/stable-image/generate/core`, {
  method: 'POST',
  headers: {
    Authorization: `Bearer ${apiKey}`,
    Accept: 'image/*',
  },
  body: formData,
});
if (response.status !== 200) {
  throw new Error(`${response.status}: ${await response.text()}`);
}
fs.writeFileSync('./lighthouse.webp', Buffer.from(await response.arrayBuffer()));

// Text to image of the v1 API
const engineId = 'stable-diffusion-xl-1024-v1-0';
const older = await fetch(`${apiHost}/v1/generation/${engineId}/text-to-image`, {
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
if (!older.ok) {
  throw new Error(`Non-200 response: ${await older.text()}`);
}
const responseJSON = await older.json();
responseJSON.artifacts.forEach((image, index) => {
  fs.writeFileSync(`./v1_txt2img_${index}.png`, Buffer.from(image.base64, 'base64'));
});

// Balance
const balance = await fetch(`${apiHost}/v1/user/balance`, {
  method: 'GET',
  headers: {
    Authorization: `Bearer ${apiKey}`,
  },
});
if (!balance.ok) {
  throw new Error(`Non-200 response: ${await balance.text()}`);
}
fs.writeFileSync('./balance.json', JSON.stringify(await balance.json()));
