package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Assets;
import bzh.vigie.collector.console.route.EventStream;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.ProblemModel;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.sign.Sessions;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes answers. Thread-safe. */
final class Replies {
    /** Nothing from elsewhere, nothing that stands in the page itself, no frame around it. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /** For a file that is shown: what a browser draws it with is its own, and is held to the file's policy by some. */
    static final String POLICY_OF_SHOWN =
            "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private static final System.Logger LOG = System.getLogger(Replies.class.getName());
    private static final long STANDS_NANOS = 1_000_000_000L;
    private static final String KEPT_FOR_EVER = "public, max-age=31536000, immutable";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

    /**
     * Where an answer goes.
     *
     * @param stands whether who asked may still be told
     */
    record To(
            Request request,
            Response response,
            Callback callback,
            View view,
            Words words,
            boolean api,
            BooleanSupplier stands) {}

    /** What every answer has. */
    static void guard(Response response) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Strict-Transport-Security", "max-age=31536000");
        headers.put("X-Content-Type-Options", "nosniff");
        // Not no-referrer: with it a browser sends its own forms with the origin "null".
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    /** Says in plain text that it did not work, where nothing else can: in both languages, since not even the cookies may be readable. */
    static boolean plainly(Request request, Response response, Callback callback) {
        guard(response);
        int status = response.getStatus() >= 400 ? response.getStatus() : 500;
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        String text = String.join(
                "\n",
                Words.of(Words.class, Locale.FRENCH).say("problem.plain", Integer.toString(status)),
                Words.of(Words.class, Locale.ENGLISH).say("problem.plain", Integer.toString(status)),
                "");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    void asset(Optional<Assets.Asset> asset, Request request, Response response) throws IOException {
        if (asset.isEmpty()) {
            response.setStatus(404);
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, asset.get().type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, KEPT_FOR_EVER);
        Content.Sink.write(response, true, ByteBuffer.wrap(asset.get().bytes()));
    }

    /** Sends it; a message for the next page is kept in the session. Completes the request. */
    void send(Answer answer, To to, Optional<Sessions.Session> session) throws IOException {
        switch (answer) {
            case Answer.Page page -> {
                page.cookies().forEach(cookie -> cookie(cookie, to.response()));
                View view = page.section().map(to.view()::in).orElse(to.view());
                html(page.template(), page.model(), page.status(), view, to);
            }
            case Answer.SeeOther other -> {
                other.cookies().forEach(cookie -> cookie(cookie, to.response()));
                other.said()
                        .ifPresent(said -> session.ifPresent(each -> each.message()
                                .set(new View.Message(
                                        to.words().say(said.key(), said.values().toArray(String[]::new)),
                                        said.undo()))));
                to.response().setStatus(303);
                to.response().getHeaders().put(HttpHeader.LOCATION, other.path());
                bytes(new byte[0], to);
            }
            case Answer.JsonBody json -> {
                to.response().setStatus(json.status());
                to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
                bytes(Json.bytes(json.value()), to);
            }
            case Answer.Problem problem -> problem(problem, to);
            case Answer.Raw raw -> {
                to.response().setStatus(raw.status());
                to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, raw.type());
                bytes(raw.body().getBytes(StandardCharsets.UTF_8), to);
            }
            case Answer.FileBody file -> file(file, to);
            case Answer.Events events -> events(events, to);
        }
    }

    private void problem(Answer.Problem problem, To to) throws IOException {
        String text = to.words().say(problem.key(), problem.values().toArray(String[]::new));
        if (problem.status() == 401) {
            to.response().getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"vigie\"");
        }
        if ((problem.status() == 429 || problem.status() == 503)
                && !to.response().getHeaders().contains(HttpHeader.RETRY_AFTER)) {
            to.response().getHeaders().put(HttpHeader.RETRY_AFTER, "2");
        }
        if (!to.api()) {
            html("problem", new ProblemModel(problem.status(), text), problem.status(), to.view(), to);
            return;
        }
        Map<String, Object> body = Programs.problem(problem.status(), problem.key(), text);
        to.response().setStatus(problem.status());
        to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        bytes(Json.bytes(body), to);
    }

    private void html(String template, Object model, int status, View view, To to) throws IOException {
        Utf8ByteOutput out = new Utf8ByteOutput();
        templates.render(template + ".jte", Map.of("view", view, "page", model), out);
        to.response().setStatus(status);
        to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
        to.response()
                .getHeaders()
                .put(HttpHeader.CONTENT_LANGUAGE, to.view().locale().getLanguage());
        bytes(out.toByteArray(), to);
    }

    private static void bytes(byte[] body, To to) throws IOException {
        Content.Sink.write(to.response(), true, ByteBuffer.wrap(body));
        to.callback().succeeded();
    }

    private static void file(Answer.FileBody file, To to) throws IOException {
        String name = file.name().replaceAll("[^A-Za-z0-9._-]", "_");
        to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, file.type());
        to.response()
                .getHeaders()
                .put(
                        HttpHeader.CONTENT_DISPOSITION,
                        (file.shown() ? "inline" : "attachment") + "; filename=\"" + name + "\"");
        if (file.shown()) {
            to.response().getHeaders().put("Content-Security-Policy", POLICY_OF_SHOWN);
        }
        // Closed where it is whole alone: what broke off ends as a broken download, and not as a shorter file.
        OutputStream out = Response.asBufferedOutputStream(to.request(), to.response());
        file.content().to(out);
        out.close();
        to.callback().succeeded();
    }

    private static void events(Answer.Events events, To to) {
        to.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        Thread thread = Thread.ofVirtual().name("console-events").unstarted(() -> {
            try {
                events.content().to(stream(to));
                Content.Sink.write(to.response(), true, ByteBuffer.allocate(0));
                to.callback().succeeded();
            } catch (InterruptedException | IOException | java.io.UncheckedIOException e) {
                // The browser went away, or the console stops.
                to.callback().failed(e);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a stream of events failed", e);
                to.callback().failed(e);
            }
        });
        // Who goes away by HTTP/2 is known at once: their place is free for their next page.
        to.request().addFailureListener(gone -> thread.interrupt());
        thread.start();
    }

    private static EventStream stream(To to) {
        long[] looked = {System.nanoTime()};
        return (event, data, id) -> {
            // Many events come at once: whether who listens may still be told is asked once a second.
            if (System.nanoTime() - looked[0] > STANDS_NANOS) {
                if (!to.stands().getAsBoolean()) {
                    throw new IOException("the session has ended");
                }
                looked[0] = System.nanoTime();
            }
            StringBuilder text = new StringBuilder();
            if (event.isEmpty()) {
                text.append(":\n");
            } else {
                text.append("event: ").append(event).append('\n');
                if (!id.isEmpty()) {
                    text.append("id: ").append(id).append('\n');
                }
                for (String line : data.split("\r\n|\r|\n", -1)) {
                    text.append("data: ").append(line).append('\n');
                }
            }
            byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
            Content.Sink.write(to.response(), false, ByteBuffer.wrap(bytes));
        };
    }

    private static void cookie(Answer.Cookie cookie, Response response) {
        HttpCookie.Builder builder = HttpCookie.build(cookie.name(), cookie.value())
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite(HttpCookie.SameSite.LAX);
        if (cookie.seconds() != 0) {
            builder.maxAge(Math.max(0, cookie.seconds()));
        }
        Response.addCookie(response, builder.build());
    }
}
