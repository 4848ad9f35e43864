/** What a character can wear or have that a colour or a seed may decide. */
export const GARMENTS = [
  'jacket',
  'hoodie',
  'sweater',
  'shirt',
  'dress',
  'overalls',
  'trousers',
  'shorts',
  'skirt',
  'shoes',
  'scarf',
  'hat',
  'beanie',
  'cap',
  'glasses',
  'backpack',
  'cape',
  'apron',
  'bow',
  'hair',
  'fur',
  'skin',
  'beard',
  'crown',
] as const;
export type Garment = (typeof GARMENTS)[number];

export const GARMENT_WORDS: { readonly [Name in Garment]: readonly string[] } = {
  jacket: ['jacket', 'coat', 'raincoat', 'blazer', 'suit', 'anorak', 'parka', 'uniform', 'vest'],
  hoodie: ['hoodie', 'hooded sweater'],
  sweater: ['sweater', 'jumper', 'pullover', 'cardigan', 'turtleneck'],
  shirt: ['shirt', 't shirt', 'tshirt', 'tee', 'blouse', 'top'],
  dress: ['dress', 'gown', 'robe'],
  overalls: ['overalls', 'dungarees', 'jumpsuit'],
  trousers: ['trousers', 'jeans', 'pants', 'leggings'],
  shorts: ['shorts'],
  skirt: ['skirt'],
  shoes: ['boot', 'sneaker', 'trainer', 'sandal', 'shoe'],
  scarf: ['scarf', 'bandana', 'shawl'],
  hat: ['hat', 'fedora', 'sunhat', 'straw hat'],
  beanie: ['beanie', 'bobble hat', 'woolly hat', 'wool hat', 'knit hat'],
  cap: ['cap', 'baseball cap'],
  glasses: ['glasses', 'spectacles', 'sunglasses', 'goggles'],
  backpack: ['backpack', 'rucksack', 'satchel'],
  cape: ['cape', 'cloak'],
  apron: ['apron'],
  bow: ['bow tie', 'bowtie', 'necktie', 'tie'],
  hair: ['hair', 'haired', 'hairstyle', 'fringe'],
  fur: ['fur', 'furry', 'feather', 'plumage'],
  skin: ['skin', 'skinned'],
  beard: ['beard', 'bearded', 'moustache', 'mustache'],
  crown: ['crown', 'tiara'],
};

export const HAIR_STYLES = ['short', 'long', 'curly', 'bun', 'ponytail', 'bald'] as const;
export type HairStyle = (typeof HAIR_STYLES)[number];

export const HAIR_STYLE_WORDS: { readonly [Name in HairStyle]: readonly string[] } = {
  short: ['short'],
  long: ['long', 'straight'],
  curly: ['curly', 'wavy', 'afro', 'fluffy'],
  bun: ['bun', 'topknot'],
  ponytail: ['ponytail', 'braid', 'pigtail'],
  bald: ['bald'],
};
