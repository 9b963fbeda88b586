package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6 and 11.7), with as many requests as its way of proving oneself takes, up to
 * {@link #MOST_REQUESTS}. A proxy that hangs up after a challenge is dialled again, except in the midst of a proof, which belongs to its connection.
 */
final class ProxyTunnel {
    static final int MOST_REQUESTS = 6;

    private final HttpProxy proxy;
    private final CollectorAddress collector;
    private final ProxyLogin login;
    private final Dial dial;
    private final Duration timeout;

    /** Connects to the proxy. */
    @FunctionalInterface
    interface Dial {
        GuardedSocket connect() throws LinkException;
    }

    private ProxyTunnel(HttpProxy proxy, CollectorAddress collector, ProxyLogin login, Dial dial, Duration timeout) {
        this.proxy = proxy;
        this.collector = collector;
        this.login = login;
        this.dial = dial;
        this.timeout = timeout;
    }

    /**
     * A connection on which the proxy carries what comes next to the collector.
     *
     * @param timeout how long each answer may take
     */
    static GuardedSocket open(
            HttpProxy proxy, CollectorAddress collector, ProxyLogin login, Dial dial, Duration timeout)
            throws LinkException {
        return new ProxyTunnel(proxy, collector, login, dial, timeout).open();
    }

    private GuardedSocket open() throws LinkException {
        GuardedSocket socket = dial.connect();
        boolean keep = false;
        try {
            Optional<String> authorization = login.first();
            boolean fresh = true;
            for (int request = 0; request < MOST_REQUESTS; request++) {
                Optional<ProxyReply> reply = asked(socket, authorization, !fresh && !login.isBound());
                if (reply.isEmpty()) {
                    socket.close();
                    socket = dial.connect();
                    fresh = true;
                    continue;
                }
                if (reply.get().status() / 100 == 2) {
                    socket.forget();
                    keep = true;
                    return socket;
                }
                authorization = Optional.of(next(reply.get()));
                fresh = false;
                if (!reply.get().passOver(socket.getInputStream())) {
                    if (login.isBound()) {
                        throw new LinkException(Kind.PROXY_CUT, SourceText.detail("proxy-cut-login", proxy.address()));
                    }
                    socket.close();
                    socket = dial.connect();
                    fresh = true;
                }
            }
            throw new LinkException(Kind.PROXY_ENDLESS, proxy.address().toString());
        } catch (LinkException e) {
            throw e;
        } catch (SocketTimeoutException e) {
            throw new LinkException(Kind.PROXY_SILENT, proxy.address().toString(), e);
        } catch (IOException e) {
            throw new LinkException(Kind.PROXY_CUT, SourceText.detail("met", proxy.address(), LinkException.met(e)), e);
        } finally {
            if (!keep) {
                Connector.close(socket);
            }
        }
    }

    /** What it answers; empty where it had hung up before, and may. */
    private Optional<ProxyReply> asked(GuardedSocket socket, Optional<String> authorization, boolean mayHaveHungUp)
            throws IOException {
        StringBuilder request = new StringBuilder();
        request.append("CONNECT ")
                .append(collector)
                .append(" HTTP/1.1\r\nHost: ")
                .append(collector);
        authorization.ifPresent(
                value -> request.append("\r\nProxy-Authorization: ").append(value));
        request.append("\r\n\r\n");
        socket.deadline(timeout);
        try {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            return Optional.of(ProxyReply.read(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (LinkException e) {
            if (e.kind() == Kind.PROXY_CUT && mayHaveHungUp) {
                return Optional.empty();
            }
            throw e.kind() == Kind.PROXY_CUT ? new LinkException(Kind.PROXY_CUT, cut(e.detail()), e) : e;
        } catch (IOException e) {
            if (mayHaveHungUp) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String cut(String line) {
        return line.isEmpty() ? proxy.address().toString() : SourceText.detail("met", proxy.address(), line);
    }

    private String next(ProxyReply reply) throws LinkException {
        return switch (reply.status()) {
            case 407 -> login.answer(ProxyChallenges.parse(reply.values("Proxy-Authenticate")));
            // Some (tinyproxy) answer a wrong password as a server does.
            case 401 -> login.answer(ProxyChallenges.parse(reply.values("WWW-Authenticate")));
            case 500, 502, 503, 504 ->
                throw new LinkException(
                        Kind.PROXY_CANNOT_REACH, SourceText.detail("met", proxy.address(), reply.line()));
            default ->
                throw new LinkException(Kind.PROXY_REFUSED, SourceText.detail("met", proxy.address(), reply.line()));
        };
    }
}
