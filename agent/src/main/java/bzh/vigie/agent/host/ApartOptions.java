package bzh.vigie.agent.host;

import java.util.List;

/** With what our own virtual machine is started to read for the agent. */
public final class ApartOptions {
    /** What binds Kerberos to TLS is Java's own (docs/decisions/0068). */
    public static final String OPENED = "--add-exports=java.security.jgss/sun.security.jgss.krb5.internal=ALL-UNNAMED";

    private ApartOptions() {}

    /**
     * All of them but for an archive of classes and the class path.
     *
     * @param nowhere a file that keeps nothing
     */
    public static List<String> of(String nowhere) {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // With less room in the old generation the objects of a class cache find none, and the machine aborts.
                "-Xms12m",
                "-Xmn2m",
                "-Xmx64m",
                "-Xss1m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + nowhere,
                // Its output is for the parent alone: a virtual machine that ends or warns writes there otherwise.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED");
    }
}
