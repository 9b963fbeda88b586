package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.access.SshDirectives.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ssh runs, loads or opens on the way to a host (ssh_config(5)): an item for each such directive; its Host or Match block is
 * part of its name.
 */
public final class SshClientConfig implements Format {
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final Set<String> COMMANDS = Set.of("proxycommand", "localcommand", "knownhostscommand");
    private static final Set<String> LOADED = Set.of("pkcs11provider", "securitykeyprovider", "xauthlocation");
    private static final Set<String> TOLD = Set.of(
            "permitlocalcommand",
            "remoteforward",
            "localforward",
            "dynamicforward",
            "tunnel",
            "identityagent",
            "proxyjump",
            "remotecommand",
            "setenv");
    private static final Pattern EXEC = Pattern.compile("(?i)\\bexec\\s+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"?|(\\S+))");

    private final String directory;

    private SshClientConfig(String directory) {
        this.directory = directory;
    }

    /** {@code /etc/ssh/ssh_config}. */
    public static SshClientConfig ofMachine() {
        return new SshClientConfig("/etc/ssh/");
    }

    /** {@code ~/.ssh/config}. */
    public static SshClientConfig ofAccount() {
        return new SshClientConfig("~/.ssh/");
    }

    @Override
    public Parsed parse(SourceFile file) {
        SshDirectives text = SshDirectives.of(file);
        List<Draft> drafts = new ArrayList<>();
        List<Include> includes = new ArrayList<>();
        for (Directive directive : text.list()) {
            String keyword = directive.lower();
            if (keyword.equals("include")) {
                SshDirectives.included(directive, directory).forEach(path -> includes.add(Include.of(path)));
            } else if (keyword.equals("match")) {
                Matcher exec = EXEC.matcher(directive.rest());
                while (exec.find()) {
                    String command = exec.group(1) != null ? exec.group(1) : exec.group(2);
                    drafts.add(Draft.of(directive.line(), directive.line(), new Run.Shell(command, PATH))
                            .suspectedBy(command));
                }
            } else if (COMMANDS.contains(keyword)) {
                boolean none = directive.rest().equalsIgnoreCase("none");
                Run run = none ? new Run.Nothing() : new Run.Shell(directive.rest(), PATH);
                drafts.add(Draft.of(directive.name(), directive.line(), run).suspectedBy(directive.rest()));
            } else if (LOADED.contains(keyword)) {
                drafts.add(Draft.of(directive.name(), directive.line(), new Run.Path(directive.rest())));
            } else if (TOLD.contains(keyword)) {
                String name = keyword.endsWith("forward") || keyword.equals("setenv")
                        ? directive.name() + " " + directive.rest()
                        : directive.name();
                drafts.add(Draft.of(name, directive.line(), new Run.Nothing())
                        .suspectedBy(keyword.equals("setenv") ? directive.rest() : ""));
            }
        }
        return new Parsed(drafts, includes, text.malformed());
    }
}
