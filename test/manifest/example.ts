/** The manifest that the product page shows: what a new user copies first. */
export const EXAMPLE = `# yaml-language-server: $schema=./node_modules/imagebuild/schemas/manifest.schema.json
version: 1
include: ["art/**/*.imagebuild.yaml"]

providers:
  stability: { type: stability }            # STABILITY_API_KEY is read only when something is generated

budget: { run: 60, day: 200, month: 1500 }  # credits

site:
  out_dir: public/art
  manifest: [public/art/images.json, src/art.gen.ts]

styles:
  brand: flat vector style, bold outlines, teal and coral palette

profiles:
  draft: { model: sd3.5-flash }

defaults:
  provider: stability
  model: core
  style: brand
  negative_prompt: cartoon, blurry, extra limbs

outputs:
  hero: { widths: [480, 960, 1600], formats: [avif, webp, jpeg], aspect: "16:9", position: attention, placeholder: thumbhash }
  og:   { width: 1200, height: 630, formats: [jpeg], max_bytes: 120kB }

assets:
  fox:
    seed: 42
    prompt: a fox with short brown hair, wearing a red jacket and blue jeans
    alt: "The fox mascot, {scene}"
    scenes:
      running: running through a forest
      reading: { prompt: reading under a tree, params: { aspect_ratio: "3:2" } }
    matrix:
      theme: { light: soft daylight, dark: "deep night, moonlit" }
    outputs: [hero, og]

  fox-print:
    operation: upscale
    model: conservative
    image: fox/running@light                # another target's master: a dependency
    prompt: a fox running through a forest

  product:
    each: { file: ./products.csv, key: sku }  # one target per row; {name}, {colour} come from columns
    seed: 7
    prompt: "{name} in {colour}, on a plain pedestal, studio light"
    outputs: [hero]
`;

export const PRODUCTS = 'sku,name,colour\nsku-1,Armchair,moss green\nsku-2,Lamp,brass\n';
