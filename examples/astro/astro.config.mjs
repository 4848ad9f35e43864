import { defineConfig } from 'astro/config';
import imagebuild from 'imagebuild/vite';

export default defineConfig({ vite: { plugins: [imagebuild()] } });
