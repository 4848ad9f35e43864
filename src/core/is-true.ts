/** Whether an environment variable that stands for a flag sets it. */
export function isTrue(text: string): boolean {
  return text !== '' && !/^(0|false|no|off)$/i.test(text);
}
