package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.naming.AuthenticationNotSupportedException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * Asks a controller that would want more than sealing, as one that is set so answers: the way that the agent takes then, and what is found by
 * it, are printed; then whether a computer with a directory's name is taken for a controller. Argument: root below which the computer's key and its authorities lie.
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
            return LdapDirectory.connect(controller, domain, by, login, Trust.ofLinux(root));
        })) {
            String head = directory.root().text("defaultNamingContext");
            directory.search(Query.children(head, "(objectClass=organizationalUnit)", "objectClass"), entry -> {
                System.out.println("found " + entry.dn());
                return true;
            });
        }
        // Its own computer gave itself the name of a service of a directory, as each may, and the name service says
        // that it is a controller.
        String computer = "pc2." + domain;
        System.out.println("ticket " + login.call(() -> ticket("ldap@" + computer)));
        System.out.println("of a controller " + login.call(() -> ticket("ldap@" + computer + "/" + domain)));
        try (Directory never = LdapDirectory.connect(computer, domain, Protection.SEALED, login, Trust.ofLinux(root))) {
            System.out.println("read " + never.root());
        } catch (Refused e) {
            System.out.println("refused " + e.reason() + " " + e.what());
        }
    }

    /** Whether the domain gives a ticket for that service. */
    private static boolean ticket(String service) throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        GSSName name = manager.createName(service, GSSName.NT_HOSTBASED_SERVICE);
        GSSContext context =
                manager.createContext(name, new Oid("1.2.840.113554.1.2.2"), null, GSSContext.DEFAULT_LIFETIME);
        try {
            return context.initSecContext(new byte[0], 0, 0).length > 0;
        } catch (GSSException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }
}
