import imagebuild from 'imagebuild/vite';

export default { plugins: [imagebuild()] };
