package bzh.vigie.collector.mail;

import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mail server that the configuration names, and how it is spoken to.
 *
 * @param from who sends, as an address
 * @param user with whom to log in; empty where the server asks nobody
 * @param password file that holds it, read when it is needed; its last end of line does not count
 * @param authority file with the certificates (PEM) above the server's; without it those that the system trusts
 */
public record SmtpServer(
        String host,
        int port,
        Security security,
        String from,
        Optional<String> user,
        Optional<Path> password,
        Optional<Path> authority) {
    /** Where the server is: host:port. */
    public static final String SERVER = "smtp-server";

    /** Keys of the configuration file. */
    public static final Set<String> KEYS =
            Set.of(SERVER, "smtp-security", "smtp-from", "smtp-user", "smtp-password-file", "smtp-ca");

    private static final Pattern PLACE = Pattern.compile("\\[?([^\\[\\]]+?)]?:(\\d{1,5})");
    private static final Pattern MAIL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}");
    private static final int LONGEST_PASSWORD = 1_000;

    /** How the connection is kept from others. */
    public enum Security {
        /** It becomes TLS before anything is said; without it nothing is sent (RFC 3207). */
        STARTTLS,
        /** TLS from the first byte (RFC 8314). */
        TLS,
        /** Not at all: for a server on this machine, and never with a password. */
        NONE
    }

    /** As configured; empty where no server is. */
    public static Optional<SmtpServer> of(Settings settings) throws BadSettingException {
        Optional<String> place = settings.text(SERVER);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = PLACE.matcher(place.get());
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (port < 1 || port > 65_535) {
            throw settings.bad(SERVER, Allowed.address("smtp.region.example:587"));
        }
        Security security = settings.choice("smtp-security", Security.STARTTLS, Security.class);
        Optional<String> user = settings.text("smtp-user");
        Optional<Path> password = settings.fileToRead("smtp-password-file");
        if (user.isPresent() != password.isPresent() || (user.isPresent() && security == Security.NONE)) {
            throw settings.bad(user.isPresent() ? "smtp-password-file" : "smtp-user", Allowed.smtpLogin());
        }
        String from = settings.text("smtp-from")
                .filter(SmtpServer::isAddress)
                .orElseThrow(() -> settings.bad("smtp-from", Allowed.mail()));
        return Optional.of(
                new SmtpServer(matcher.group(1), port, security, from, user, password, settings.fileToRead("smtp-ca")));
    }

    /** Whether mail can be sent to it: the plain form of an address, without names, quotes or comments. */
    public static boolean isAddress(String text) {
        return MAIL.matcher(text).matches();
    }

    /** What is in the password's file. */
    String secret() throws IOException {
        Path file = password.orElseThrow(() -> new IOException("no password"));
        if (Files.size(file) > LONGEST_PASSWORD) {
            throw new IOException("too long");
        }
        return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
    }

    /** The host's name as it stands in certificates. */
    String name() {
        return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    }
}
