/** A person who presses Ctrl-C when told to. */
export function person() {
  let listener: ((signal: 'SIGINT') => void) | null = null;
  let pressed = false;
  const pressAgain = (): void => listener?.('SIGINT');
  return {
    onSignal: (told: (signal: 'SIGINT') => void) => {
      listener = told;
      return () => {
        listener = null;
      };
    },
    /** Only the first time counts. */
    press: () => {
      if (!pressed) pressAgain();
      pressed = true;
    },
    pressAgain,
  };
}
