import { stems } from './tokens.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Words for the place a picture has on a page, or for the picture itself: they are no subjects. */
const LAYOUT_WORDS: readonly string[] = words(`
  hero background banner wide abstract page header footer cover blog post article landing homepage section card
  thumbnail icon icons logo mascot sticker poster badge avatar portrait profile print visual visuals artwork art graphic
  graphics asset template layout mockup frame border divider square rectangle rectangular vertical horizontal landscape
  panorama panoramic fullscreen widescreen site web social media ad ads advert advertisement campaign brand branding
  marketing newsletter feature features testimonial onboarding slide presentation spot copy copyspace negative space
  empty area center centre centered centred middle left right side bottom corner edge foreground row line grid stack pile
  headline title caption button text about press screenshot pack set collection series thumbnails preview placeholder
`);

const GRAMMAR = words(`
  i me we us you he him she they them who whom whose which what that this than then there here where when why how
  am be been being was were will would shall should can could may might must do does did done doing get gets getting got
  go goes going gone come comes coming came make makes making made put puts take takes taking took let lets want need
  use uses using used show shows showing shown see seen saw seeing look looks find keep keeps stay stays remain
  not no none nothing never without but so if because until since during after before again once also too only just even
  still yet already almost quite rather really much more most less least enough every each all any both either neither
  other others another same different own such several various many few lot lots bunch plenty number
  above across along alongside amid among around away back below beneath beside besides between beyond close
  down every everything facing far forward ahead inside instead like next off onto opposite outside per past round since
  throughout till together toward towards underneath upon upside upward upwards via within whole
  first second third last one two three four five six seven eight nine ten eleven twelve dozen half double triple single
  alone pair couple group trio quartet
  being kind type sort way part piece pieces slice slices loaf stack bit scene shot view version variant concept
  featuring include includes including contain contains containing with depicting depict depicts represent represents
  representing symbolizing symbolising titled called named based inspired reminiscent evoking conveying suggesting
  surround surrounded surrounding filled full covered arranged scattered placed lying laid leaning hanging standing rising
  pouring surrounded overlooking seen set resting emerging coming turned turning opening closing open closed opened
  eat eats eating eaten play plays playing talk talks talking speak speaks speaking think thinks thinking smile smiles
  smiling laugh laughs laughing lean leans push pushes pushing pull pulls pulling ride rides riding drive drives driving
  watch watches watching listen listens listening touch touches try tries help helps helping meet meets meeting
  share shares sharing build builds building create creates creating check checks checking choose pick picks picking
  throw throws throwing catch catches catching lift lifts lifting grow grows growing grown fall falls falling fallen
  shop shops shopping buy buys buying pay pays paying send sends sending unpack unpacking
  remote lost support skill skills customer service working diverse diversity inclusive inclusion everyday
  fast slow quick speedy
  today now always often everyday everybody everyone
`);

const STYLE = words(`
  style styles styled stylized stylised aesthetic aesthetics look feel vibe mood atmosphere atmospheric ambience ambiance
  flat vector illustration illustrative illustrated illustrator drawing drawn draw painting painted painterly sketch sketched doodle
  handdrawn hand pencil crayon charcoal pastel chalk ink inked watercolor watercolour gouache acrylic oil fresco linocut woodcut engraving
  etching lithograph screenprint risograph riso collage cutout paper cut papercut papercraft origami claymation clay plasticine felt felted
  embroidery embroidered knitted pixel pixelart pixelated voxel isometric axonometric 2d 3d render rendered rendering cgi octane
  unreal engine blender photo photograph photographic photography photorealistic photoreal realistic realism realist
  hyperrealistic surreal surrealist surrealism impressionist impressionism expressionist expressionism cubist cubism pop retro vintage
  antique classic classical modern modernist contemporary futuristic cyberpunk steampunk vaporwave synthwave deco nouveau
  brutalist memphis scandinavian nordic swiss japanese anime manga ghibli cartoon comic disney pixar storybook childrens
  children kawaii chibi line lineart linework lines monoline outlined outlines stroke strokes bold thick thin solid fill
  gradient gradients duotone monochrome monochromatic grayscale greyscale black white colored coloured colorful colourful
  multicolored multicoloured color colour colors colours hue hues tone tones toned tonal shade shades shading shaded palette scheme
  complementary contrasting contrast saturated saturation desaturated vivid bright brilliant rich deep dark darker
  light lighter pale muted faded neutral earthy natural organic warm cool cold hot neon fluorescent metallic iridescent
  holographic translucent transparent opaque matte glossy shiny glassy polished rough smooth textured texture grain grainy
  noise halftone dotted striped checkered patterned pattern geometric geometry shapes shape forms form minimal minimalist
  minimalism simple simplified clean crisp sharp detailed detail details intricate elaborate ornate decorative refined elegant
  sleek stylish sophisticated luxurious luxury premium professional corporate friendly approachable playful whimsical cute
  adorable charming lovely funny quirky silly happy joyful cheerful lively energetic dynamic active calm calming peaceful
  serene quiet relaxed relaxing soothing tranquil cozy cosy inviting welcoming nostalgic romantic dreamy ethereal magical
  mystical mysterious eerie spooky dramatic epic moody gloomy melancholic sad lonely tense intense powerful strong confident
  optimistic hopeful inspiring inspirational motivational innovative creative imaginative bright airy spacious open
  beautiful pretty gorgeous stunning amazing awesome perfect great good nice fine best better beloved famous iconic unique
  special fresh new old ancient young little small tiny miniature large big huge giant enormous massive oversized tall short long
  narrow broad high low heavy soft softly hard fluffy furry fuzzy curly straight curved rounded angular symmetrical
  symmetric symmetry asymmetrical balanced balance uncluttered cluttered tidy messy empty simple plain blank busy crowded
  canvas hardcover paperback bamboo cork rattan enamel aluminum aluminium chrome terrazzo wicker corduroy tweed cashmere
  cardboard stainless insulated reusable recycled
  wooden wood ceramic glass metal steel iron porcelain marble concrete plastic cotton linen silk velvet wool woolen woollen
  leather rustic handmade homemade artisan artisanal organic delicious tasty juicy ripe sweet spicy steaming healthy vegan
  vegetarian fresh baked roasted grilled sliced melting
  modern tech technological digital analog analogue virtual smart electric electronic automatic mobile online offline
  seasonal festive holiday traditional exotic local global international urban rural suburban domestic wild
  sunlit backlit moonlit candlelit lit glowing glow glows shining shimmering sparkling gleaming
`);

const CAMERA = words(`
  lighting light lights lit backlight backlighting rim key softbox ambient diffuse diffused volumetric cinematic film noir
  shadow shadows highlight highlights sunlight sunlit daylight silhouette silhouettes reflection reflections reflective
  camera lens closeup close macro aerial drone overhead topdown birdseye eye level angle angles angled perspective viewpoint
  wideangle telephoto fisheye bokeh blur blurry blurred focus focused focal depth shallow field dof exposure aperture shutter iso
  composition composed rule thirds framing cropped crop centered centred offcenter layered layers layering depth distance
  distant background foreground midground horizon vanishing zoom zoomed tilt shift profile frontal front rear behind
  high low quality resolution highres hd uhd 4k 8k hdr ultra highly super extra very extremely masterpiece award winning
  trending artstation behance dribbble stock editorial commercial advertising product
  realism seamless repeating tileable isolated cutout standalone
  size sized format ratio aspect dpi ppi px pixels svg png jpg jpeg webp
  no watermark signature text letters lettering typography logo
`);

/** Words that say how a picture is made, or that only hold a sentence together: nobody expects to see them in it. */
const ORDINARY: ReadonlySet<string> = new Set([...LAYOUT_WORDS, ...GRAMMAR, ...STYLE, ...CAMERA]);
const LAYOUT: ReadonlySet<string> = new Set(LAYOUT_WORDS);

export const isLayout = (word: string): boolean => stems(word).some((stem) => LAYOUT.has(stem));

/** True for a word that needs no picture of its own: ordinary ones, numbers, sizes, and adverbs. */
export function isOrdinary(word: string): boolean {
  if (/^\p{N}+(?:st|nd|rd|th|x\p{N}+|px|mm|cm|k|d|s)?$/u.test(word)) return true;
  if (word.length === 1 || /.{3}ly$/.test(word)) return true;
  return stems(word).some((stem) => ORDINARY.has(stem)) || ORDINARY.has(word.replace(/(?:er|est)$/, ''));
}
