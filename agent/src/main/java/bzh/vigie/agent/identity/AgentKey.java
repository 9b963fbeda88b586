package bzh.vigie.agent.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's ECDSA P-256 key pair, which is what identifies it. Kept in {@code agent.key}, mode 0600, as two PEM blocks
 * (RFC 7468): PRIVATE KEY (PKCS #8) and PUBLIC KEY. Made before the first attempt to enrol, so that an agent that waits for
 * approval asks again with the same key. {@code toString} shows nothing of it.
 */
public final class AgentKey {
    private static final String FILE = "agent.key";
    private static final int MAX_FILE = 8 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");

    private final KeyPair pair;

    private AgentKey(KeyPair pair) {
        this.pair = pair;
    }

    /** The key in this folder, made and written there if there is none. */
    public static AgentKey loadOrCreate(StateFolder state, SecureRandom random) throws IOException, IdentityException {
        Optional<AgentKey> there = load(state);
        if (there.isPresent()) {
            return there.get();
        }
        AgentKey made = create(random);
        state.write(FILE, made.pem());
        return made;
    }

    /** The key in this folder, if there is one. */
    public static Optional<AgentKey> load(StateFolder state) throws IOException, IdentityException {
        Optional<String> text = state.read(FILE, MAX_FILE);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(parse(text.get(), state.file(FILE).toString()));
    }

    private static AgentKey create(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new AgentKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform of ours has P-256", e);
        }
    }

    private static AgentKey parse(String pem, String file) throws IdentityException {
        byte[] privateKey = {};
        byte[] publicKey = {};
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            byte[] content = decode(block.group(2));
            if (block.group(1).equals("PRIVATE")) {
                privateKey = content;
            } else {
                publicKey = content;
            }
        }
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(privateKey));
            PublicKey shown = keys.generatePublic(new X509EncodedKeySpec(publicKey));
            AgentKey key = new AgentKey(new KeyPair(shown, own));
            key.prove();
            return key;
        } catch (GeneralSecurityException e) {
            throw new IdentityException(e, "identity-key", file);
        }
    }

    /** Both halves belong together. */
    private void prove() throws GeneralSecurityException {
        byte[] probe = {1, 2, 3};
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(pair.getPublic());
        check.update(probe);
        if (!check.verify(sign(probe))) {
            throw new GeneralSecurityException("the two halves do not belong together");
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private String pem() {
        return block("PRIVATE KEY", pair.getPrivate().getEncoded())
                + block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static String block(String label, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** The half that signs. */
    public PrivateKey privateKey() {
        return pair.getPrivate();
    }

    /** Whether this is the public half. */
    public boolean belongsTo(PublicKey key) {
        return Arrays.equals(key.getEncoded(), pair.getPublic().getEncoded());
    }

    /** SubjectPublicKeyInfo (RFC 5280, 4.1). */
    byte[] publicInfo() {
        return pair.getPublic().getEncoded();
    }

    /** ECDSA with SHA-256 over these bytes, in DER. */
    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key signs", e);
        }
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
