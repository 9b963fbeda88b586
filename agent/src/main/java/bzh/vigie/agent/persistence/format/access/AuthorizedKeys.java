package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that may log in without a password (sshd(8), AUTHORIZED_KEYS FILE FORMAT). The name is the key's fingerprint as sshd
 * writes it; the value holds options, type, fingerprint and comment, not the key.
 */
public final class AuthorizedKeys implements Format {
    private static final Pattern KEY = Pattern.compile(
            "(?:^|(?<=\\s))((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+)\\s+([A-Za-z0-9+/]+={0,2})(?:\\s+(.*))?$");
    private static final String COMMAND = "command=\"";
    private static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            Optional<Draft> key = key(line, file.superuser());
            if (key.isPresent()) {
                drafts.add(key.get());
            } else {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Optional<Draft> key(String line, boolean superuser) {
        Matcher key = KEY.matcher(line);
        if (!key.find()) {
            return Optional.empty();
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(key.group(2));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String fingerprint = "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(Sha256.over(blob).bytes());
        String options = line.substring(0, key.start()).strip();
        String comment = key.group(3) == null ? "" : key.group(3).strip();
        String value = (options + " " + key.group(1) + " " + fingerprint + " " + comment).strip();
        Run run = forced(options).<Run>map(c -> new Run.Shell(c, PATH)).orElse(new Run.Nothing());
        return Optional.of(Draft.of(fingerprint, value, run)
                .suspectedBy(forced(options).orElse(""))
                .with(Trait.SUPERUSER, superuser));
    }

    /** The text of {@code command="…"}, in which a backslash keeps a quote. */
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
