package bzh.vigie.collector.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an authority's key on a PKCS #11 token, written as a URI (RFC 7512) where the encrypted key would be:
 *
 * <pre>
 * pkcs11:slot-id=NUMBER;object=LABEL?module-path=FILE
 * </pre>
 *
 * The key is made on the token and never leaves it; what opens the token is its PIN.
 *
 * @param module the token's library
 * @param object the label of the key; empty for a token where none was made yet
 */
record TokenKey(String module, int slot, String object) {
    private static final Pattern URI = Pattern.compile(
            "pkcs11:slot-id=(?<slot>\\d{1,10})(;object=(?<object>[A-Za-z0-9._-]{1,64}))?\\?module-path=(?<module>/[^?&;\\s\"]{1,4096})");

    /** What that text names; empty for an encrypted key. */
    static Optional<TokenKey> parse(String text) {
        Matcher found = URI.matcher(text.strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        try {
            String object = Optional.ofNullable(found.group("object")).orElse("");
            return Optional.of(new TokenKey(found.group("module"), Integer.parseInt(found.group("slot")), object));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    String uri() {
        return "pkcs11:slot-id=" + slot + (object.isEmpty() ? "" : ";object=" + object) + "?module-path=" + module;
    }

    /** An authority, and where its key lies. */
    record Made(Authority authority, TokenKey place) {}

    /** Makes another authority, whose key is made on the same token. */
    Made next(char[] pin, Instant now, SecureRandom random) throws IOException, GeneralSecurityException {
        KeyStore token = open(pin);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider());
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Authority authority = Authority.create(pair, now, random);
        String label = authority.certificate().getSerialNumber().toString(16);
        token.setKeyEntry(label, pair.getPrivate(), null, new Certificate[] {authority.certificate()});
        TokenKey place = new TokenKey(module, slot, label);
        return new Made(new Authority(authority.certificate(), place.key(pin), random), place);
    }

    /** The key that lies there. */
    PrivateKey key(char[] pin) throws IOException, GeneralSecurityException {
        if (open(pin).getKey(object, null) instanceof PrivateKey key) {
            return key;
        }
        throw new IdentityException("no-token-key", uri());
    }

    private KeyStore open(char[] pin) throws IOException, GeneralSecurityException {
        try {
            KeyStore token = KeyStore.getInstance("PKCS11", provider());
            token.load(null, pin);
            return token;
        } catch (ProviderException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** One for each token: it is asked for whatever its keys sign. */
    private Provider provider() {
        String name = "vigie-" + slot;
        synchronized (TokenKey.class) {
            Provider there = Security.getProvider("SunPKCS11-" + name);
            if (there == null) {
                there = Security.getProvider("SunPKCS11").configure("""
                        --name = %s
                        library = %s
                        slot = %d
                        attributes(*, CKO_PRIVATE_KEY, *) = {
                          CKA_SENSITIVE = true
                          CKA_EXTRACTABLE = false
                        }
                        """.formatted(name, module, slot));
                Security.addProvider(there);
            }
            return there;
        }
    }
}
