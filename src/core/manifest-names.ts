/** What a manifest is called. */
export const MANIFEST_NAMES = ['imagebuild.yaml', 'imagebuild.yml', 'imagebuild.json'] as const;
