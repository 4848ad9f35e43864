if [ -z "$STABILITY_API_KEY" ]; then
  echo "STABILITY_API_KEY environment variable is not set"
  exit 1
fi
BASE_URL=${API_HOST:-https://api.stability.ai}

# Stable Image Core
curl -f -sS "$BASE_URL/v2beta/stable-image/generate/core" \
  -H "authorization: Bearer $STABILITY_API_KEY" \
  -H "accept: image/*" \
  -F prompt="Lighthouse on a cliff overlooking the ocean" \
  -F output_format="webp" \
  -o "./lighthouse.webp"

# Text to image of the v1 API
curl -f -sS -X POST "$BASE_URL/v1/generation/stable-diffusion-xl-1024-v1-0/text-to-image" \
  -H "Content-Type: application/json" \
  -H "Accept: image/png" \
  -H "Authorization: Bearer $STABILITY_API_KEY" \
  --data-raw '{
    "text_prompts": [
      {
        "text": "A lighthouse on a cliff"
      }
    ],
    "cfg_scale": 7,
    "height": 1024,
    "width": 1024,
    "samples": 1,
    "steps": 30
  }' \
  -o "./v1_txt2img_0.png"

# Masking of the v1 API
curl -f -sS -X POST "$BASE_URL/v1/generation/stable-diffusion-xl-1024-v1-0/image-to-image/masking" \
  -H 'Content-Type: multipart/form-data' \
  -H 'Accept: image/png' \
  -H "Authorization: Bearer $STABILITY_API_KEY" \
  -F 'init_image=@"./v1_txt2img_0.png"' \
  -F 'mask_image=@"./v1_txt2img_0.png"' \
  -F 'mask_source=MASK_IMAGE_BLACK' \
  -F 'text_prompts[0][text]=A large spiral galaxy with a bright central bulge and a ring of stars around it' \
  -F 'cfg_scale=7' \
  -F 'samples=1' \
  -F 'steps=30' \
  -o "./v1_img2img_0.png"

# Erase
curl -f -sS "$BASE_URL/v2beta/stable-image/edit/erase" \
  -H "authorization: Bearer $STABILITY_API_KEY" \
  -H "accept: image/*" \
  -F image=@"./v1_txt2img_0.png" \
  -F mask=@"./v1_img2img_0.png" \
  -F output_format="webp" \
  -o "./erased.webp"

# Creative upscale
GENERATION=$(curl -f -sS "$BASE_URL/v2beta/stable-image/upscale/creative" \
  -H "authorization: Bearer $STABILITY_API_KEY" \
  -F image=@"./v1_txt2img_0.png" \
  -F prompt="A lighthouse on a cliff" \
  -F output_format="webp" | sed 's/.*"id":"\([^"]*\)".*/\1/')
for _ in 1 2; do
  curl -f -sS "$BASE_URL/v2beta/results/$GENERATION" \
    -H "authorization: Bearer $STABILITY_API_KEY" \
    -H "accept: image/*" \
    -o "./upscaled.webp"
done

# Balance
curl -f -sS "$BASE_URL/v1/user/balance" \
  -H "Authorization: Bearer $STABILITY_API_KEY" > balance.json
