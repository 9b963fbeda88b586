package bzh.vigie.settings;

import bzh.vigie.text.Sentence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** What a setting may be, for people: the second half of a {@link BadSettingException}. */
public final class Allowed {
    private Allowed() {}

    /** A whole number between these two, both included. */
    public static Sentence number(long min, long max) {
        return words("number", min, max);
    }

    /** An amount of bytes. */
    public static Sentence bytes(long min, long max) {
        return words("bytes", min, max);
    }

    /** A length of time. */
    public static Sentence duration(Duration min, Duration max) {
        return words("duration", min.toSeconds(), max.toSeconds());
    }

    /** One of these words. */
    public static Sentence choice(Collection<String> choices) {
        return words("choice", String.join(", ", choices));
    }

    /** One to that many addresses with their ports. */
    public static Sentence addresses(int most) {
        return words("addresses", most);
    }

    /** One to that many names, with or without a port. */
    public static Sentence names(int most) {
        return words("names", most);
    }

    /** Where to listen. */
    public static Sentence listen(String example) {
        return words("listen", example);
    }

    /** One address with its port. */
    public static Sentence address(String example) {
        return words("address", example);
    }

    /** Folders and zip files that are there. */
    public static Sentence packs() {
        return words("packs");
    }

    /** An HTTP proxy. */
    public static Sentence proxy() {
        return words("proxy");
    }

    /** The address of a service that is asked over HTTP. */
    public static Sentence http() {
        return words("http");
    }

    /** A file with the certificates of who receives. */
    public static Sentence pem() {
        return words("pem");
    }

    /** Addresses of mail. */
    public static Sentence mail() {
        return words("mail");
    }

    /** A user and the file with the password of a mail server. */
    public static Sentence smtpLogin() {
        return words("smtp-login");
    }

    /** An address by HTTPS, without a user or a password in it. */
    public static Sentence https() {
        return words("https");
    }

    /** A file with a secret that is shared with a receiver. */
    public static Sentence secretFile() {
        return words("secret-file");
    }

    /** What a console is called at an OpenID provider. */
    public static Sentence openIdClient() {
        return words("openid-client");
    }

    /** What values of a claim give. */
    public static Sentence openIdRoles() {
        return words("openid-roles");
    }

    /** A file of communes with their addresses of mail. */
    public static Sentence mailCommunes(String wrong) {
        return words("mail-communes", wrong);
    }

    /** A file outside this folder, since it holds a secret. */
    public static Sentence outside(Path folder) {
        return words("secret-outside", folder);
    }

    static Sentence words(String key, Object... values) {
        return Settings.sentence("allowed." + key, values);
    }
}
