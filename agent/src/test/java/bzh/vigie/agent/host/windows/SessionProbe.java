package bzh.vigie.agent.host.windows;

/** Prints what this Windows says of its sessions, accounts and groups; started by a test of the installers under Wine. */
final class SessionProbe {
    private SessionProbe() {}

    public static void main(String[] arguments) {
        WindowsSessions sessions = new WindowsSessions();
        System.out.println("sessions " + sessions.list());
        System.out.println("console " + sessions.console());
        System.out.println("logons " + sessions.logons());
        System.out.println("accounts " + AccountLists.accounts());
        System.out.println("groups " + AccountLists.groups());
    }
}
