package bzh.vigie.agent.directory;

import java.nio.ByteBuffer;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.security.auth.callback.CallbackHandler;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import javax.security.sasl.SaslException;
import org.ietf.jgss.ChannelBinding;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The mechanism {@code GSSAPI} (RFC 4752) over Java's Kerberos: with a security layer that signs and seals, whatever the server would do
 * without; or inside TLS, bound to it and without a layer, since a controller takes none there. Runtimes differ in whether they have one of
 * their own. One thread for an exchange.
 */
final class GssSasl implements SaslClient {
    /** As the client of a directory asks for it. */
    static final String NAME = "GSSAPI-SEALED";

    /** The same, inside TLS. */
    static final String IN_TLS = "GSSAPI-IN-TLS";

    /** Setting of the client: the DNS name of the domain of which the server has to be a controller. */
    static final String DOMAIN = "bzh.vigie.directory.domain";

    /**
     * What Java's own clients give a context of Kerberos: it alone says of addresses that there are none (RFC 2744 section 3.11, type 0) as
     * controllers do. Its package is opened by the agent's options.
     */
    private static final String BINDING = "sun.security.jgss.krb5.internal.TlsChannelBindingImpl";

    /** How it says that its Java does not bind. */
    static final String CANNOT_BIND = "Kerberos cannot be bound to TLS";

    private static final String JAVAS = "sun.security.jgss.SunProvider";
    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final int SEAL = 4;
    private static final int NO_LAYER = 1;
    private static final int MOST_BYTES = 65_536;
    private static final int MOST_OF_SERVER = 0xff_ffff;

    private enum Step {
        CONTEXT,
        LAYER,
        DONE
    }

    private final GSSContext context;
    private final boolean isInTls;
    private Step step = Step.CONTEXT;
    private int mostToServer;

    /** One that goes on with a context in which nothing was said yet. */
    GssSasl(GSSContext context) throws GSSException {
        this(context, Optional.empty());
    }

    /** @param binding to the TLS that it is in; empty where it is in none, and seals */
    GssSasl(GSSContext context, Optional<ChannelBinding> binding) throws GSSException {
        this.context = context;
        this.isInTls = binding.isPresent();
        context.requestMutualAuth(true);
        context.requestConf(!isInTls);
        context.requestInteg(!isInTls);
        if (isInTls) {
            context.setChannelBinding(binding.get());
        }
    }

    /**
     * Exchange whose ticket names service, server and domain (MS-DRSR 2.2.4.2): any computer can write itself a name of two parts, one of three
     * only a controller (MS-ADTS 3.1.1.5.3.1.1.4). So whoever rules a computer and the name service is no controller by that.
     */
    private static GssSasl with(String protocol, String server, Object domain, Optional<ChannelBinding> binding)
            throws SaslException {
        try {
            GSSManager manager = GSSManager.getInstance();
            GSSName peer = manager.createName(protocol + "@" + server + "/" + domain, GSSName.NT_HOSTBASED_SERVICE);
            return new GssSasl(
                    manager.createContext(peer, new Oid(KERBEROS), null, GSSContext.DEFAULT_LIFETIME), binding);
        } catch (GSSException e) {
            throw new SaslException("no context of Kerberos", e);
        }
    }

    /** That to the connection of this thread. */
    private static ChannelBinding binding() throws SaslException {
        byte[] data = Metered.current().binding().orElseThrow(() -> new SaslException("there is no TLS"));
        try {
            return Class.forName(BINDING)
                    .asSubclass(ChannelBinding.class)
                    .getConstructor(byte[].class)
                    .newInstance(data);
        } catch (ReflectiveOperationException e) {
            throw new SaslException(CANNOT_BIND + ": " + e, e);
        }
    }

    /**
     * Makes it known to this process, and Java's Kerberos, which the agent goes without otherwise ({@link
     * bzh.vigie.agent.transport.Providers}); more than once is once.
     */
    static void register() {
        add(new Ours());
        ServiceLoader.load(Provider.class, ClassLoader.getSystemClassLoader()).stream()
                .filter(provider -> provider.type().getName().equals(JAVAS))
                .findFirst()
                .ifPresent(provider -> add(provider.get()));
    }

    private static void add(Provider provider) {
        if (Security.getProvider(provider.getName()) == null) {
            int ignored = Security.addProvider(provider);
        }
    }

    private static final class Ours extends Provider {
        private static final long serialVersionUID = 1;

        Ours() {
            super("VigieSasl", "1", "GSSAPI with a layer that signs and seals");
            put("SaslClientFactory." + NAME, Factory.class.getName());
            put("SaslClientFactory." + IN_TLS, Factory.class.getName());
        }
    }

    /** Makes them; public since it is asked for by name. */
    public static final class Factory implements SaslClientFactory {
        @Override
        public @Nullable SaslClient createSaslClient(
                String[] mechanisms,
                @Nullable String authorizationId,
                String protocol,
                String serverName,
                Map<String, ?> properties,
                @Nullable CallbackHandler handler)
                throws SaslException {
            Object domain = properties.get(DOMAIN);
            if (domain == null) {
                return null;
            }
            if (List.of(mechanisms).contains(IN_TLS)) {
                return with(protocol, serverName, domain, Optional.of(binding()));
            }
            return List.of(mechanisms).contains(NAME) ? with(protocol, serverName, domain, Optional.empty()) : null;
        }

        @Override
        public String[] getMechanismNames(Map<String, ?> properties) {
            return new String[] {NAME, IN_TLS};
        }
    }

    /** The name on the wire. */
    @Override
    public String getMechanismName() {
        return "GSSAPI";
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public byte @Nullable [] evaluateChallenge(byte[] challenge) throws SaslException {
        try {
            return switch (step) {
                case CONTEXT -> authenticate(challenge);
                case LAYER -> layer(challenge);
                case DONE -> throw new SaslException("the server goes on after the end");
            };
        } catch (GSSException e) {
            throw new SaslException("Kerberos: " + e.getMessage(), e);
        }
    }

    private byte[] authenticate(byte[] challenge) throws GSSException, SaslException {
        byte[] token = context.initSecContext(challenge, 0, challenge.length);
        if (context.isEstablished()) {
            boolean isSealed = isInTls || (context.getConfState() && context.getIntegState());
            if (!context.getMutualAuthState() || !isSealed) {
                throw new SaslException("the server does not prove who it is, or does not sign and seal");
            }
            step = Step.LAYER;
        }
        return token == null ? new byte[0] : token;
    }

    /** RFC 4752 section 3.1: what the server offers, and what is taken of it. */
    private byte[] layer(byte[] challenge) throws GSSException, SaslException {
        byte[] offer = context.unwrap(challenge, 0, challenge.length, new MessageProp(0, false));
        int layer = isInTls ? NO_LAYER : SEAL;
        if (offer.length != 4 || (offer[0] & layer) == 0) {
            throw new SaslException(
                    isInTls ? "the server offers no place inside TLS" : "the server does not offer to sign and seal");
        }
        if (isInTls) {
            return answer(NO_LAYER << 24);
        }
        int most = ByteBuffer.wrap(offer).getInt() & MOST_OF_SERVER;
        mostToServer = context.getWrapSizeLimit(0, true, most);
        if (mostToServer <= 0) {
            throw new SaslException("the server takes no messages: " + most + " bytes");
        }
        return answer(SEAL << 24 | MOST_BYTES);
    }

    private byte[] answer(int chosen) throws GSSException {
        byte[] answer = ByteBuffer.allocate(4).putInt(chosen).array();
        byte[] wrapped = context.wrap(answer, 0, answer.length, new MessageProp(0, false));
        step = Step.DONE;
        return wrapped;
    }

    @Override
    public boolean isComplete() {
        return step == Step.DONE;
    }

    @Override
    public byte[] unwrap(byte[] incoming, int offset, int length) throws SaslException {
        try {
            MessageProp how = new MessageProp(0, true);
            byte[] plain = context.unwrap(incoming, offset, length, how);
            if (!how.getPrivacy()) {
                throw new SaslException("a message that is not sealed");
            }
            return plain;
        } catch (GSSException e) {
            throw new SaslException("a message that is not the server's, or not in its turn", e);
        }
    }

    @Override
    public byte[] wrap(byte[] outgoing, int offset, int length) throws SaslException {
        try {
            return context.wrap(outgoing, offset, length, new MessageProp(0, true));
        } catch (GSSException e) {
            throw new SaslException("a message cannot be sealed", e);
        }
    }

    @Override
    public @Nullable Object getNegotiatedProperty(String name) {
        return switch (name) {
            case Sasl.QOP -> isInTls ? "auth" : "auth-conf";
            case Sasl.MAX_BUFFER -> Integer.toString(MOST_BYTES);
            case Sasl.RAW_SEND_SIZE -> Integer.toString(mostToServer);
            default -> null;
        };
    }

    @Override
    public void dispose() throws SaslException {
        try {
            context.dispose();
        } catch (GSSException e) {
            throw new SaslException("a context of Kerberos cannot be ended", e);
        }
    }
}
