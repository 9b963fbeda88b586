package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.access.SshDirectives.Directive;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How sshd lets people in (sshd_config(5)): an item for each directive that decides who enters, with what, and what is run for
 * them; its Match block is part of its name.
 */
public final class SshdConfig implements Format {
    static final String DIRECTORY = "/etc/ssh/";
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Set<String> TOLD = Set.of(
            "authorizedkeysfile",
            "trustedusercakeys",
            "authorizedprincipalsfile",
            "permitrootlogin",
            "passwordauthentication",
            "pubkeyauthentication",
            "kbdinteractiveauthentication",
            "challengeresponseauthentication",
            "gssapiauthentication",
            "kerberosauthentication",
            "hostbasedauthentication",
            "authenticationmethods",
            "permitemptypasswords",
            "permituserenvironment",
            "permituserrc",
            "acceptenv",
            "setenv",
            "gatewayports",
            "permittunnel",
            "allowtcpforwarding",
            "allowstreamlocalforwarding",
            "listenaddress",
            "port",
            "usepam",
            "pamservicename",
            "ignorerhosts",
            "ignoreuserknownhosts",
            "strictmodes",
            "chrootdirectory",
            "allowusers",
            "allowgroups",
            "denyusers",
            "denygroups",
            "loglevel",
            "hostkey",
            "hostcertificate",
            "hostkeyagent");
    private static final Set<String> COMMANDS = Set.of("authorizedkeyscommand", "authorizedprincipalscommand");
    private static final Set<String> ACCOUNTS = Set.of("authorizedkeyscommanduser", "authorizedprincipalscommanduser");
    private static final Set<String> LOADED =
            Set.of("pkcs11provider", "securitykeyprovider", "xauthlocation", "sshdsessionpath", "sshdauthpath");
    private static final Set<String> REPEATED = Set.of("port", "listenaddress", "acceptenv", "setenv", "hostkey");

    @Override
    public Parsed parse(SourceFile file) {
        SshDirectives text = SshDirectives.of(file);
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        for (Directive directive : text.list()) {
            if (directive.is("Include")) {
                SshDirectives.included(directive, DIRECTORY).forEach(path -> includes.add(Include.of(path)));
            } else {
                draft(directive, drafts);
            }
        }
        return new Parsed(drafts, includes, text.malformed());
    }

    private static void draft(Directive directive, List<Draft> drafts) {
        String keyword = directive.lower();
        String line = directive.line();
        String first = directive.arguments().isEmpty()
                ? ""
                : directive.arguments().getFirst().toLowerCase(Locale.ROOT);
        if (TOLD.contains(keyword) || ACCOUNTS.contains(keyword)) {
            String name = REPEATED.contains(keyword) ? directive.name() + " " + directive.rest() : directive.name();
            drafts.add(Draft.of(name, line, new Run.Nothing())
                    .with(Trait.EMPTY_PASSWORD, keyword.equals("permitemptypasswords") && first.equals("yes"))
                    .with(Trait.SUPERUSER, keyword.equals("permitrootlogin") && first.equals("yes"))
                    .suspectedBy(keyword.equals("setenv") ? directive.rest() : ""));
        } else if (COMMANDS.contains(keyword)) {
            Run run = first.equals("none") ? new Run.Nothing() : new Run.Arguments(directive.arguments(), PATH);
            drafts.add(Draft.of(directive.name(), line, run).suspectedBy(directive.rest()));
        } else if (LOADED.contains(keyword)) {
            drafts.add(Draft.of(
                    directive.name(),
                    line,
                    new Run.Path(
                            directive.arguments().isEmpty()
                                    ? directive.rest()
                                    : directive.arguments().getFirst())));
        } else if (keyword.equals("forcecommand")) {
            drafts.add(shell(directive.name(), line, directive.rest()));
        } else if (keyword.equals("subsystem")) {
            int end = first.length();
            String command = directive.rest().length() > end ? directive.rest().substring(end) : "";
            drafts.add(shell(directive.name() + " " + first, line, command.strip()));
        }
    }

    private static Draft shell(String name, String line, String command) {
        boolean ofSshd = command.startsWith("internal-sftp") || command.equalsIgnoreCase("none");
        Run run = ofSshd ? new Run.Nothing() : new Run.Shell(command, PATH);
        return Draft.of(name, line, run).suspectedBy(ofSshd ? "" : command);
    }
}
