package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.2 or 1.3 with one controller, whose certificate has to lead to an authority that the machine trusts and to be in the name that was
 * asked. Whether it was revoked is not asked for.
 */
final class Tls {
    /** An ExtendedRequest of the name that asks for TLS (RFC 4511 sections 4.12, 4.14.1). */
    private static final byte[] ASKING = asking("1.3.6.1.4.1.1466.20037");

    private static final int EXTENDED_RESPONSE = 0x78;
    private static final int ENUMERATED = 0x0a;
    private static final int MOST_ANSWER = 4_096;
    private static final String NO_ANSWER = "no answer to StartTLS";
    private static final String PREFIX = "tls-server-end-point:";

    private final SSLSocketFactory factory;
    private final String host;
    private final boolean isAskedFor;

    private Tls(SSLSocketFactory factory, String host, boolean isAskedFor) {
        this.factory = factory;
        this.host = host;
        this.isAskedFor = isAskedFor;
    }

    /**
     * One with a controller of that name.
     *
     * @param isAskedFor whether LDAP begins without and asks for it
     * @throws Refused where the machine trusts nobody, or Java has no TLS
     */
    static Tls with(String host, boolean isAskedFor, Trust trust) throws Refused {
        Set<TrustAnchor> anchors = trust.authorities().stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            throw Faults.certificate(host, "-");
        }
        try {
            PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, new X509CertSelector());
            path.setRevocationEnabled(false);
            TrustManagerFactory trusting = TrustManagerFactory.getInstance("PKIX");
            trusting.init(new CertPathTrustManagerParameters(path));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting.getTrustManagers(), null);
            return new Tls(context.getSocketFactory(), host, isAskedFor);
        } catch (GeneralSecurityException e) {
            throw new Refused(ReasonCode.NOT_SUPPORTED, Faults.said(e));
        }
    }

    /** The controller does not do it, as it says itself. */
    static final class NotOffered extends IOException {
        private static final long serialVersionUID = 1;

        NotOffered(String how) {
            super(how);
        }
    }

    /** Begins it over a connection, which it closes with itself. */
    SSLSocket over(Socket raw) throws IOException {
        if (isAskedFor) {
            raw.getOutputStream().write(ASKING);
            int result = result(new DataInputStream(raw.getInputStream()));
            if (result != 0) {
                throw new NotOffered("StartTLS: " + result);
            }
        }
        if (!(factory.createSocket(raw, host, raw.getPort(), true) instanceof SSLSocket socket)) {
            throw new NotOffered("no TLS");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** What a controller says to the request: the result code of a message of LDAP, of which not a byte too many is read. */
    static int result(DataInputStream in) throws IOException {
        byte[] message = new byte[length(in, in.readUnsignedByte())];
        in.readFully(message);
        DataInputStream parts = new DataInputStream(new ByteArrayInputStream(message));
        try {
            int id = parts.readUnsignedByte();
            parts.skipNBytes(length(parts, id));
            int answer = parts.readUnsignedByte();
            int ignored = length(parts, answer);
            int code = parts.readUnsignedByte();
            byte[] value = parts.readNBytes(length(parts, code));
            if (answer == EXTENDED_RESPONSE && code == ENUMERATED && value.length > 0) {
                return new BigInteger(value).intValue();
            }
        } catch (EOFException e) {
            throw new NotOffered(NO_ANSWER);
        }
        throw new NotOffered(NO_ANSWER);
    }

    /** The length of an element (X.690 section 8.1.3), in any form that has one. */
    private static int length(DataInputStream in, int tag) throws IOException {
        int first = in.readUnsignedByte();
        long length = first < 0x80 ? first : 0;
        for (int more = first < 0x80 ? 0 : first - 0x80; more > 0; more--) {
            length = length << 8 | in.readUnsignedByte();
            if (length > MOST_ANSWER) {
                throw new NotOffered(NO_ANSWER + " (" + tag + ")");
            }
        }
        return (int) length;
    }

    private static byte[] asking(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] head = {
            0x30, (byte) (7 + text.length), 2, 1, 1, 0x77, (byte) (2 + text.length), (byte) 0x80, (byte) text.length
        };
        byte[] message = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, message, head.length, text.length);
        return message;
    }

    /**
     * What binds Kerberos to a connection: a digest of the server's certificate, by the algorithm that it was signed with, SHA-256 where that
     * is an older one or none (RFC 5929 section 4.1).
     */
    static byte[] binding(SSLSocket socket) throws IOException {
        if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
            throw new IOException("no certificate of X.509");
        }
        try {
            byte[] digest = MessageDigest.getInstance(digest(certificate)).digest(certificate.getEncoded());
            byte[] prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
            byte[] binding = Arrays.copyOf(prefix, prefix.length + digest.length);
            System.arraycopy(digest, 0, binding, prefix.length, digest.length);
            return binding;
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate signed with " + certificate.getSigAlgName(), e);
        }
    }

    private static String digest(X509Certificate certificate) throws GeneralSecurityException, IOException {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (algorithm.equals("RSASSA-PSS")) {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        }
        int with = algorithm.indexOf("WITH");
        String digest = with > 0 ? algorithm.substring(0, with) : "";
        return switch (digest) {
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            case "SHA224" -> "SHA-224";
            default -> "SHA-256";
        };
    }
}
