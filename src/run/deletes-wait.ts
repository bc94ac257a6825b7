/**
 * That deletes are jobs that nobody is there to do: said before a cleanup begins that would be silent for hours.
 * @param toOrphan - How the deployment is told to forget workspaces, in words that go before what it is to forget.
 */
export function deletesWait(toOrphan: string): string {
  return (
    'warning: no provisioner of the organization is alive, and every delete waits for one: start one, or ' +
    `${toOrphan} the deployment forget workspaces without destroying what they run on`
  );
}
