package bzh.vigie.agent.directory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.naming.AuthenticationNotSupportedException;

/**
 * Asks a controller that would want more than sealing, as one that is set so answers: the way that the agent takes then, and what is found by
 * it, are printed. Argument: root below which the computer's key and its authorities lie.
 */
public final class ReadingInStartTls {
    private ReadingInStartTls() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        Path keytab = root.resolve(Membership.KEYTAB);
        String domain = Membership.ofLinux(root).orElseThrow().domain();
        String controller = Controllers.of(domain).getFirst();
        ComputerLogin login =
                ComputerLogin.ofKeytab(keytab.toString(), Files.readAllBytes(keytab), List.of(controller));
        try (Directory directory = Membership.connected(Protection.SEALED, by -> {
            System.out.println("by " + by);
            if (by == Protection.SEALED) {
                throw Faults.of(
                        controller, controller, new AuthenticationNotSupportedException("strongerAuthRequired"));
            }
            return LdapDirectory.connect(controller, by, login, Trust.ofLinux(root));
        })) {
            String head = directory.root().text("defaultNamingContext");
            directory.search(Query.children(head, "(objectClass=organizationalUnit)", "objectClass"), entry -> {
                System.out.println("found " + entry.dn());
                return true;
            });
        }
    }
}
