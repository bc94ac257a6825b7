/** Where the routes lie that steer the deployment itself: nothing goes wrong with them. */
export const OWN_ROUTES = '/nineam/';
