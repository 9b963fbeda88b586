package bzh.vigie.agent.transport;

import bzh.vigie.agent.transport.LinkException.Kind;
import bzh.vigie.enrol.CollectorAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6 and 11.7) and reads its answer, at most 8 KiB. */
final class ProxyTunnel {
    private static final int MAX_ANSWER = 8 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: (.*))?");

    private ProxyTunnel() {}

    static void open(GuardedSocket socket, ProxySettings proxy, CollectorAddress collector) throws IOException {
        StringBuilder request = new StringBuilder();
        request.append("CONNECT ")
                .append(collector)
                .append(" HTTP/1.1\r\nHost: ")
                .append(collector);
        proxy.authorization()
                .ifPresent(value -> request.append("\r\nProxy-Authorization: ").append(value));
        request.append("\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        judge(answer(socket.getInputStream()), proxy);
        socket.forget();
    }

    /** The head of the answer, and not one byte more: what follows is TLS. */
    private static String answer(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                String got = head.toString(StandardCharsets.ISO_8859_1);
                throw new LinkException(
                        got.startsWith("HTTP/") ? Kind.PROXY_REFUSED : Kind.PROXY_NOT_HTTP,
                        got.isEmpty() ? "" : firstLine(got));
            }
            head.write(next);
            if (head.size() == 5 && !head.toString(StandardCharsets.ISO_8859_1).equals("HTTP/")) {
                int more = Math.min(in.available(), 80);
                head.writeBytes(in.readNBytes(more));
                throw new LinkException(Kind.PROXY_NOT_HTTP, firstLine(head.toString(StandardCharsets.ISO_8859_1)));
            }
            if (head.size() > MAX_ANSWER) {
                throw new LinkException(Kind.PROXY_NOT_HTTP, "proxy-head");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void judge(String head, ProxySettings proxy) throws LinkException {
        String first = firstLine(head);
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw new LinkException(Kind.PROXY_NOT_HTTP, first);
        }
        String code = status.group(1);
        if (code.startsWith("2")) {
            return;
        }
        if (code.equals("407")) {
            String offered = head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authenticate:"))
                    .map(line -> line.substring("proxy-authenticate:".length()).strip())
                    .collect(Collectors.joining("; "));
            throw new LinkException(Kind.PROXY_WANTS_PASSWORD, proxy + (offered.isEmpty() ? "" : " → " + offered));
        }
        throw new LinkException(Kind.PROXY_REFUSED, proxy + " → " + first);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }
}
