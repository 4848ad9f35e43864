import { sveltekit } from '@sveltejs/kit/vite';
import imagebuild from 'imagebuild/vite';

export default { plugins: [sveltekit(), imagebuild()] };
