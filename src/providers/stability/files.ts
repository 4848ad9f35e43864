import type { InputRole } from '../../core/recipe.ts';
import type { FormFile } from '../exchange.ts';
import type { GenerateRequest, InputPicture } from '../provider.ts';
import type { Service } from './service.ts';

/** The input pictures as files of a form, under the API's names. The bytes are those that were hashed. */
export function filesOf(
  { files }: Service,
  inputs: GenerateRequest['inputs'],
): { readonly [name: string]: FormFile } {
  const sent: { [name: string]: FormFile } = {};
  for (const [role, picture] of Object.entries(inputs) as [InputRole, InputPicture][]) {
    const name = files[role];
    if (name === undefined) continue;
    const { bytes, format } = picture;
    const extension = format === 'jpeg' ? 'jpg' : format;
    sent[name] = { bytes, mediaType: `image/${format}`, fileName: `${name}.${extension}` };
  }
  return sent;
}
