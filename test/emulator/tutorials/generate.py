import base64
import os
import time

import requests

api_host = os.getenv("API_HOST", "https://api.stability.ai")
api_key = os.getenv("STABILITY_API_KEY")
if api_key is None:
    raise Exception("Missing Stability API key.")

# Stable Image Core: a form without a file
response = requests.post(
    f"{api_host}/v2beta/stable-image/generate/core",
    headers={
        "authorization": f"Bearer {api_key}",
        "accept": "image/*",
    },
    files={"none": ""},
    data={
        "prompt": "Lighthouse on a cliff overlooking the ocean",
        "output_format": "webp",
    },
)
if response.status_code == 200:
    with open("./lighthouse.webp", "wb") as file:
        file.write(response.content)
else:
    raise Exception(str(response.json()))

# Text to image of the v1 API
engine_id = "stable-diffusion-xl-1024-v1-0"
response = requests.post(
    f"{api_host}/v1/generation/{engine_id}/text-to-image",
    headers={
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Authorization": f"Bearer {api_key}",
    },
    json={
        "text_prompts": [{"text": "A lighthouse on a cliff"}],
        "cfg_scale": 7,
        "height": 1024,
        "width": 1024,
        "samples": 1,
        "steps": 30,
    },
)
if response.status_code != 200:
    raise Exception("Non-200 response: " + str(response.text))
for i, image in enumerate(response.json()["artifacts"]):
    with open(f"./v1_txt2img_{i}.png", "wb") as f:
        f.write(base64.b64decode(image["base64"]))

# Image to image of the v1 API
response = requests.post(
    f"{api_host}/v1/generation/{engine_id}/image-to-image",
    headers={"Accept": "application/json", "Authorization": f"Bearer {api_key}"},
    files={"init_image": open("./v1_txt2img_0.png", "rb")},
    data={
        "image_strength": 0.35,
        "init_image_mode": "IMAGE_STRENGTH",
        "text_prompts[0][text]": "Galactic dog with a cape",
        "cfg_scale": 7,
        "samples": 1,
        "steps": 30,
    },
)
if response.status_code != 200:
    raise Exception("Non-200 response: " + str(response.text))
for i, image in enumerate(response.json()["artifacts"]):
    with open(f"./v1_img2img_{i}.png", "wb") as f:
        f.write(base64.b64decode(image["base64"]))

# Creative upscale: start, then ask for the result
response = requests.post(
    f"{api_host}/v2beta/stable-image/upscale/creative",
    headers={"authorization": f"Bearer {api_key}", "accept": "image/*"},
    files={"image": open("./v1_txt2img_0.png", "rb")},
    data={"prompt": "A lighthouse on a cliff", "output_format": "webp"},
)
generation_id = response.json().get("id")
while True:
    response = requests.request(
        "GET",
        f"{api_host}/v2beta/results/{generation_id}",
        headers={"accept": "image/*", "authorization": f"Bearer {api_key}"},
    )
    if response.status_code == 202:
        time.sleep(0.1)
    elif response.status_code == 200:
        with open("upscaled.webp", "wb") as file:
            file.write(response.content)
        break
    else:
        raise Exception(str(response.json()))
