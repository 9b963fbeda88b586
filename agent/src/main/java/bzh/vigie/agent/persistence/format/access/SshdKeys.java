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
import java.util.stream.Collectors;

/**
 * Where sshd_config(5) says that keys are, other than in {@code ~/.ssh}: the files that AuthorizedKeysFile, TrustedUserCAKeys and
 * AuthorizedPrincipalsFile name are read, and it has no items of its own.
 */
public final class SshdKeys implements Format {
    /** Read in every home anyway. */
    private static final Set<String> USUAL = Set.of("~/.ssh/authorized_keys", "~/.ssh/authorized_keys2", "none");

    /** It is told among the settings of the server. */
    @Override
    public Parsed program(SourceFile file) {
        return Parsed.of(List.of(), 0);
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (file.name().startsWith("authorized_keys")) {
            return new AuthorizedKeys().parse(file);
        }
        List<Include> includes = new ArrayList<>();
        for (Directive directive : SshDirectives.of(file).list()) {
            switch (directive.lower()) {
                case "include" ->
                    SshDirectives.included(directive, SshdConfig.DIRECTORY).forEach(p -> includes.add(Include.of(p)));
                case "authorizedkeysfile" -> add(directive, new AuthorizedKeys(), includes);
                case "trustedusercakeys" -> add(directive, AuthorizedKeys.ofAuthorities(), includes);
                case "authorizedprincipalsfile" -> add(directive, new Principals(), includes);
                default -> {}
            }
        }
        return new Parsed(List.of(), includes, 0);
    }

    private static void add(Directive directive, Format format, List<Include> includes) {
        for (String written : directive.arguments()) {
            String path = path(written);
            if (!USUAL.contains(path) && !USUAL.contains(written)) {
                includes.add(Include.of(path, format));
            }
        }
    }

    /** With tokens as includes have them; a relative path is below the home. */
    private static String path(String written) {
        String path = written.replace("%h", "~")
                .replace("%u", "{user}")
                .replace("%U", "*")
                .replace("%%", "%");
        return path.startsWith("/") || path.startsWith("~") ? path : "~/" + path;
    }

    /** Names that a certificate may carry to log on as an account, one a line after its options. */
    private static final class Principals implements Format {
        @Override
        public Parsed parse(SourceFile file) {
            return Parsed.of(
                    file.lines().stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                            .map(line -> Draft.of("principal " + line, line, new Run.Nothing()))
                            .collect(Collectors.toList()),
                    0);
        }
    }
}
