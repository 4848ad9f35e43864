export const TIMES = ['dawn', 'day', 'golden', 'sunset', 'night'] as const;
export type Time = (typeof TIMES)[number];
export const WEATHERS = ['clear', 'cloudy', 'rain', 'snow', 'fog', 'storm', 'wind'] as const;
export type Weather = (typeof WEATHERS)[number];
export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof SEASONS)[number];
export const MOODS = ['calm', 'cheerful', 'mysterious', 'dramatic', 'cozy', 'playful'] as const;
export type Mood = (typeof MOODS)[number];
export const STYLES = ['outlines', 'minimal', 'pastel', 'circle', 'flat'] as const;
export type Style = (typeof STYLES)[number];

export const TIME_WORDS: { readonly [Name in Time]: readonly string[] } = {
  dawn: ['dawn', 'sunrise', 'morning', 'early morning', 'daybreak'],
  day: ['day', 'daylight', 'daytime', 'noon', 'midday', 'afternoon', 'sunny', 'sunlight', 'bright light'],
  golden: ['golden hour', 'golden light', 'late afternoon', 'warm light', 'golden evening'],
  sunset: ['sunset', 'dusk', 'evening', 'twilight', 'sundown'],
  night: ['night', 'midnight', 'moonlit', 'moonlight', 'nighttime', 'nocturnal', 'starry', 'starlit'],
};
export const WEATHER_WORDS: { readonly [Name in Weather]: readonly string[] } = {
  clear: ['clear', 'clear sky', 'cloudless'],
  cloudy: ['cloudy', 'overcast'],
  rain: ['rain', 'rainy', 'drizzle', 'shower', 'wet'],
  snow: ['snow', 'snowy', 'snowfall', 'snowing', 'blizzard', 'snowflake'],
  fog: ['fog', 'foggy', 'mist', 'misty', 'haze', 'hazy'],
  storm: ['storm', 'stormy', 'thunder', 'thunderstorm', 'lightning'],
  wind: ['wind', 'windy', 'breeze', 'breezy', 'gust'],
};
export const SEASON_WORDS: { readonly [Name in Season]: readonly string[] } = {
  spring: ['spring', 'blossom', 'cherry blossom'],
  summer: ['summer'],
  autumn: ['autumn', 'fall colors', 'fall colours', 'autumnal', 'fallen leaves', 'fall leaves'],
  winter: ['winter', 'wintry', 'icy', 'frozen', 'frost', 'christmas'],
};
export const MOOD_WORDS: { readonly [Name in Mood]: readonly string[] } = {
  calm: ['calm', 'peaceful', 'quiet', 'serene', 'gentle', 'soft', 'tranquil', 'relaxed'],
  cheerful: ['cheerful', 'happy', 'joyful', 'friendly', 'vibrant', 'bright', 'lively', 'smiling'],
  mysterious: ['mysterious', 'mystic', 'magical', 'enchanted', 'dreamy', 'eerie', 'spooky'],
  dramatic: ['dramatic', 'epic', 'moody', 'intense', 'bold'],
  cozy: ['cozy', 'cosy', 'warm', 'snug', 'homely', 'hygge'],
  playful: ['playful', 'whimsical', 'fun', 'quirky', 'silly', 'cute'],
};
export const STYLE_WORDS: { readonly [Name in Style]: readonly string[] } = {
  outlines: ['outline', 'bold outline', 'outlined', 'line art', 'thick line', 'ink', 'comic', 'cartoon'],
  minimal: ['minimal', 'minimalist', 'minimalistic', 'simple', 'clean', 'sparse', 'plain'],
  pastel: ['pastel', 'muted', 'soft colors', 'soft colours', 'powdery', 'pale'],
  circle: ['in a circle', 'inside a circle', 'circle', 'circular', 'roundel', 'emblem'],
  flat: [
    'flat',
    'vector',
    'flat vector',
    'flat design',
    'illustration',
    'style',
    'picture',
    'image',
    'isometric',
    'low poly',
    'geometric',
    'depth of field',
    'field of view',
    'negative space',
    'copy space',
    'white space',
    'empty space',
    'space for text',
    'hand drawn',
    'hand painted',
    'drawing of',
    'painting of',
    'sketch of',
    'pencil drawing',
    'line drawing',
    'ink drawing',
    'pencil sketch',
    'oil painting',
    'watercolor painting',
    'digital painting',
  ],
};
