/** Start, stop, and then the build that the server makes, unless a request of ours was carried out twice. */
export const AUTOSTART_BUILD_NUMBER = 3;
