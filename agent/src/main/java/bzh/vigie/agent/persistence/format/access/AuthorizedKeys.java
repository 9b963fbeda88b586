package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keys that may log in without a password (sshd(8), AUTHORIZED_KEYS FILE FORMAT). The name is the key's fingerprint as ssh-keygen
 * shows it; the value holds options, type, length, fingerprint and comment, not the key. A key behind a {@code #} is not enabled.
 */
public final class AuthorizedKeys implements Format {
    private static final String COMMAND = "command=\"";
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private final String always;

    public AuthorizedKeys() {
        this("");
    }

    private AuthorizedKeys(String always) {
        this.always = always;
    }

    /** Keys whose certificates sshd trusts (TrustedUserCAKeys of sshd_config(5)). */
    static AuthorizedKeys ofAuthorities() {
        return new AuthorizedKeys("trusted-user-ca");
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            boolean enabled = !line.startsWith("#");
            Optional<Draft> key = key(enabled ? line : line.replaceFirst("^[#\\s]+", ""), file.superuser() && enabled);
            key.ifPresent(draft -> drafts.add(draft.enabled(enabled)));
            malformed += key.isEmpty() && enabled && !line.isEmpty() ? 1 : 0;
        }
        return Parsed.of(drafts, malformed);
    }

    private Optional<Draft> key(String line, boolean superuser) {
        Optional<PublicKey> bare = PublicKey.of(line);
        int end = bare.isPresent() ? 0 : endOfOptions(line);
        String options = line.substring(0, end);
        Optional<PublicKey> key =
                bare.isPresent() ? bare : PublicKey.of(line.substring(end).strip());
        return key.map(k -> {
            String value =
                    "%s %s %s".formatted(always, options, k.text()).strip().replaceAll(" {2,}", " ");
            Run run = forced(options).<Run>map(c -> new Run.Shell(c, PATH)).orElse(new Run.Nothing());
            return Draft.of(k.fingerprint(), value, run).suspectedBy(options).with(Trait.SUPERUSER, superuser);
        });
    }

    /** Options end at the first blank that is not within quotes, in which a backslash keeps a quote. */
    private static int endOfOptions(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                return i;
            }
        }
        return line.length();
    }

    /** The text of {@code command="…"}. */
    private static Optional<String> forced(String options) {
        int at = options.toLowerCase(Locale.ROOT).indexOf(COMMAND);
        if (at < 0) {
            return Optional.empty();
        }
        StringBuilder command = new StringBuilder();
        for (int i = at + COMMAND.length(); i < options.length() && options.charAt(i) != '"'; i++) {
            if (options.charAt(i) == '\\' && i + 1 < options.length()) {
                i++;
            }
            command.append(options.charAt(i));
        }
        return Optional.of(command.toString());
    }
}
