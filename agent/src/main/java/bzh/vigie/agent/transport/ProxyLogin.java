package bzh.vigie.agent.transport;

import bzh.vigie.agent.host.ProxyAccount;
import bzh.vigie.agent.host.ProxyAccount.Proof;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.text.SourceText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy is told of who we are, on one attempt: Negotiate first, where this machine can and the proxy was named by its administrator, then
 * user and password, where it was named with some. A proof that would be NTLM is not sent: whoever stands on the way could pass it on to another
 * server and be this computer there. For one thread.
 */
final class ProxyLogin implements AutoCloseable {
    private static final String NEGOTIATE = "negotiate";
    private static final String BASIC = "basic";

    /** How a message of NTLM begins ([MS-NLMP] 2.2.1), bare or within SPNEGO. */
    private static final byte[] NTLM = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

    private final HttpProxy proxy;
    private final boolean trusted;
    private final Optional<ProxyAccount> account;
    private @Nullable Proof proof;
    private @Nullable LinkException impossible;
    private boolean accountTried;
    private int tokens;
    private boolean passwordSent;

    ProxyLogin(ProxyWay.Through way, Optional<ProxyAccount> account) {
        this.proxy = way.proxy();
        this.trusted = way.trusted();
        this.account = account.filter(ignored -> way.trusted());
    }

    /** Value of Proxy-Authorization before the proxy asked for one: a password, where there is nothing that goes before it. */
    Optional<String> first() {
        if (account.isPresent() || !trusted) {
            return Optional.empty();
        }
        Optional<String> password = proxy.authorization();
        passwordSent = password.isPresent();
        return password;
    }

    /** Whether what comes next belongs to the connection on which the first token of a proof went. */
    boolean isBound() {
        return proof != null && tokens > 1;
    }

    /**
     * The value that answers these challenges.
     *
     * @throws LinkException where there is none
     */
    String answer(ProxyChallenges challenges) throws LinkException {
        Optional<String> token = byAccount(challenges);
        if (token.isPresent()) {
            return "Negotiate " + token.get();
        }
        Optional<String> password = proxy.authorization().filter(ignored -> trusted && !passwordSent);
        if (password.isPresent() && challenges.offers(BASIC)) {
            passwordSent = true;
            return password.get();
        }
        throw refused(challenges);
    }

    private Optional<String> byAccount(ProxyChallenges challenges) throws LinkException {
        Proof begun = proof;
        if (begun != null) {
            Optional<String> more = challenges.after(NEGOTIATE);
            if (more.isPresent()) {
                return step(begun, decoded(more.get()));
            }
            end();
            return Optional.empty();
        }
        if (account.isEmpty() || accountTried || !challenges.offers(NEGOTIATE)) {
            return Optional.empty();
        }
        accountTried = true;
        return switch (account.get().begin(proxy.address().host())) {
            case Reading.Found<Proof> found -> {
                proof = found.value();
                yield step(found.value(), new byte[0]);
            }
            case Reading.Absent<Proof> ignored -> impossible(Kind.PROXY_LOGIN_IMPOSSIBLE, "proxy-no-domain");
            case Reading.Refused<Proof> refused -> impossible(Kind.PROXY_LOGIN_IMPOSSIBLE, refused.detail());
        };
    }

    private byte[] decoded(String text) throws LinkException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new LinkException(Kind.PROXY_LOGIN_IMPOSSIBLE, "proxy-token", e);
        }
    }

    private Optional<String> step(Proof begun, byte[] challenge) {
        return switch (begun.next(challenge)) {
            case Reading.Found<byte[]> token
            when token.value().length == 0 -> impossible(Kind.PROXY_LOGIN_IMPOSSIBLE, "proxy-token");
            case Reading.Found<byte[]> token
            when isNtlm(token.value()) ->
                impossible(Kind.PROXY_ONLY_NTLM, proxy.address().toString());
            case Reading.Found<byte[]> token -> {
                tokens++;
                yield Optional.of(Base64.getEncoder().encodeToString(token.value()));
            }
            case Reading.Absent<byte[]> ignored -> impossible(Kind.PROXY_LOGIN_IMPOSSIBLE, "proxy-token");
            case Reading.Refused<byte[]> refused -> impossible(Kind.PROXY_LOGIN_IMPOSSIBLE, refused.detail());
        };
    }

    private Optional<String> impossible(Kind kind, String detail) {
        impossible = new LinkException(kind, detail);
        end();
        return Optional.empty();
    }

    static boolean isNtlm(byte[] token) {
        for (int at = 0; at + NTLM.length <= token.length; at++) {
            int same = 0;
            while (same < NTLM.length && token[at + same] == NTLM[same]) {
                same++;
            }
            if (same == NTLM.length) {
                return true;
            }
        }
        return false;
    }

    private LinkException refused(ProxyChallenges challenges) {
        String offered = SourceText.detail("proxy-offers", proxy.address(), challenges.names());
        if (passwordSent && (challenges.offers(BASIC) || challenges.schemes().isEmpty())) {
            return new LinkException(Kind.PROXY_LOGIN_REFUSED, proxy.address().toString());
        }
        if (impossible != null) {
            return impossible;
        }
        if (accountTried) {
            return new LinkException(Kind.PROXY_ACCOUNT_REFUSED, proxy.address().toString());
        }
        if (!trusted && (challenges.offers(NEGOTIATE) || challenges.offers(BASIC))) {
            return new LinkException(Kind.PROXY_NOT_NAMED, proxy.address().toString());
        }
        if (challenges.offers("ntlm") && !challenges.offers(NEGOTIATE) && !challenges.offers(BASIC)) {
            return new LinkException(Kind.PROXY_ONLY_NTLM, proxy.address().toString());
        }
        if (!challenges.offers(BASIC) && !challenges.schemes().isEmpty()) {
            return new LinkException(Kind.PROXY_OTHER_LOGIN, offered);
        }
        return new LinkException(
                Kind.PROXY_WANTS_PASSWORD,
                challenges.schemes().isEmpty() ? proxy.address().toString() : offered);
    }

    private void end() {
        Proof begun = proof;
        proof = null;
        if (begun != null) {
            begun.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}
