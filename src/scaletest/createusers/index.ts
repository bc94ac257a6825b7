/** Creates a user and logs it in; deletes it again. Survives lost answers. @packageDocumentation */

export type { CreateUserConfig, UserAuth, UserIntent } from './config.js';
export type { CreatedAtObservation, CreatedUser } from './create-user.js';
export { createUser, findUser, UserTakenError } from './create-user.js';
export type { CreateUserRunnerOptions, UserSession } from './create-user-runner.js';
export { CreateUserRunner, UserNotActiveError } from './create-user-runner.js';
export { LoginRefusedError } from './login.js';
export { randomPassword } from './password.js';
export type { UserClient } from './user-client.js';
