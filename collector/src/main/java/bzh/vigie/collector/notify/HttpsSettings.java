package bzh.vigie.collector.notify;

import bzh.vigie.collector.identity.TrustedAuthority;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Settings of sinks that are reached by HTTPS; an address is never shown, since it may hold a secret. */
final class HttpsSettings {
    private static final int LONGEST = 2_000;

    private HttpsSettings() {}

    /** The address under a key. */
    static URI address(Settings settings, String key) throws BadSettingException {
        try {
            URI uri = new URI(settings.text(key).orElse(""));
            boolean whole = "https".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getFragment() == null
                    && uri.toString().length() <= LONGEST;
            if (whole) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below: what the exception says would show the address
        }
        throw settings.badSecret(key, Allowed.https());
    }

    /** The authorities in the file under a key; empty where there is none. */
    static Optional<SSLContext> authorities(Settings settings, String key) throws BadSettingException {
        Optional<Path> file = settings.fileToRead(key);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrustedAuthority.context(file.get()));
        } catch (IOException e) {
            throw settings.bad(key, Allowed.pem());
        }
    }

    /** A key of an interface in the file under a key. */
    static SharedSecret token(Settings settings, String key) throws BadSettingException {
        SharedSecret token = secret(settings, key);
        if (!token.isToken()) {
            throw settings.bad(key, Allowed.secretFile());
        }
        return token;
    }

    /** The secret in the file under a key. */
    static SharedSecret secret(Settings settings, String key) throws BadSettingException {
        Path file = settings.fileToRead(key).orElseThrow(() -> settings.bad(key, Allowed.secretFile()));
        try {
            return SharedSecret.read(file);
        } catch (IOException e) {
            throw settings.bad(key, Allowed.secretFile());
        }
    }
}
