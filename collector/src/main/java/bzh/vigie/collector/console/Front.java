package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Assets;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.NotFoundException;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInPage;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Every request passes here: who asks, whether they may, whether the form is ours; then the route answers. What a caller may not
 * do is refused before any handler runs. Thread-safe.
 */
final class Front extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(Front.class.getName());
    private static final String CSRF = "csrf";

    private final Parts parts;
    private final Routes routes;
    private final Callers callers;
    private final Replies replies;
    private final AtomicLong failures = new AtomicLong();

    Front(Parts parts, Routes routes, Callers callers, Replies replies) {
        this.parts = parts;
        this.routes = routes;
        this.callers = callers;
        this.replies = replies;
    }

    /** A request in hand. */
    private record Asking(Request request, Response response, List<String> segments, Map<String, String> cookies) {
        boolean api() {
            return segments.size() >= 2 && segments.get(0).equals("api");
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Replies.guard(response);
        Asking asking = new Asking(request, response, segments(request), cookies(request));
        if (asking.segments().size() == 3 && asking.segments().getFirst().equals("static")) {
            replies.asset(
                    Assets.find(asking.segments().get(1), asking.segments().get(2)), request, response);
            callback.succeeded();
            return true;
        }
        Optional<Method> method = method(request);
        Optional<Routes.Found> found = method.flatMap(asked -> routes.find(asked, asking.segments()));
        Words words = Words.of(
                found.<Class<?>>map(each -> each.owned().section()).orElse(Front.class), locale(asking.cookies()));
        Callers.Known known = callers.of(request, asking.cookies());
        View view = view(asking, known, words);
        Replies.To to = new Replies.To(request, response, callback, view, words, asking.api());
        if (found.isEmpty()) {
            boolean other = !routes.methods(asking.segments()).isEmpty();
            replies.send(other ? Answer.problem(405, "problem.method") : Answer.notFound(), to);
            return true;
        }
        replies.send(answer(asking, found.get(), known, view, words), to, known.session());
        return true;
    }

    private Answer answer(Asking asking, Routes.Found found, Callers.Known known, View view, Words words) {
        Route route = found.owned().route();
        boolean changes = route.method() != Method.GET;
        Form form;
        try {
            form = changes ? Bodies.form(asking.request(), words) : new Form(Map.of(), Map.of(), words);
        } catch (Bodies.UnfitException e) {
            return Answer.problem(e.status(), e.key());
        }
        Call call = new Call(
                new Call.Asked(
                        route,
                        found.path(),
                        query(asking.request()),
                        asking.cookies(),
                        Request.getRemoteAddr(asking.request())),
                known.caller(),
                form,
                parts.store(),
                parts.clock(),
                view);
        if (changes && !known.token() && !isOurs(asking.request())) {
            return Answer.problem(403, "problem.origin");
        }
        if (!route.access().allows(known.caller().role())) {
            if (known.caller().isSomebody()) {
                return Answer.problem(403, "problem.role");
            }
            return route.isApi() ? Answer.problem(401, "problem.sign-in") : SignInPage.before(call, changes);
        }
        if (changes && known.session().isPresent() && !route.access().anyone()) {
            String typed = Optional.ofNullable(asking.request().getHeaders().get("X-CSRF-Token"))
                    .orElse(form.text(CSRF));
            if (!typed.equals(known.session().get().csrf())) {
                return Answer.problem(403, "problem.csrf");
            }
        }
        return handled(call, route, found.path());
    }

    private Answer handled(Call call, Route route, Map<String, String> path) {
        try {
            if (path.containsKey("commune") && !mayEnter(call, path.getOrDefault("commune", ""))) {
                return Answer.notFound();
            }
            return route.handler().answer(call);
        } catch (NotFoundException e) {
            return Answer.notFound();
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "the store failed for the console", e);
            return Answer.problem(
                    503,
                    "fault." + e.fault().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            String number = Long.toString(failures.incrementAndGet());
            LOG.log(Level.ERROR, "failure " + number + " of the console at " + route.path(), e);
            return Answer.problem(500, "problem.failure", number);
        }
    }

    private static boolean mayEnter(Call call, String insee) {
        try {
            return call.scope().allows(new Commune(insee));
        } catch (IllegalArgumentException notACommune) {
            return false;
        }
    }

    /**
     * Whether a browser says that a page of this console asks: by {@code Sec-Fetch-Site}, which no page can set, where there is one; otherwise by
     * the origin. What says neither is no browser of today, and has no cookie to misuse.
     */
    private static boolean isOurs(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin == null
                || origin.equals("https://" + request.getHeaders().get(HttpHeader.HOST))
                || origin.equals("https://" + request.getHttpURI().getAuthority());
    }

    private View view(Asking asking, Callers.Known known, Words words) {
        Optional<View.Message> message = asking.request().getMethod().equals("GET") && !asking.api()
                ? known.session()
                        .flatMap(
                                session -> Optional.ofNullable(session.message().getAndSet(null)))
                : Optional.empty();
        String theme = Optional.ofNullable(asking.cookies().get(LookPage.THEME_COOKIE))
                .filter(each -> each.equals("light") || each.equals("dark"))
                .orElse("");
        return new View(
                words,
                new View.Look(words.locale(), theme, parts.zone()),
                known.caller(),
                known.session().map(Sessions.Session::csrf).orElse(""),
                asking.request().getHttpURI().getPath(),
                query(asking.request()),
                message);
    }

    private static Locale locale(Map<String, String> cookies) {
        return "en".equals(cookies.get(LookPage.LANGUAGE_COOKIE)) ? Locale.ENGLISH : Locale.FRENCH;
    }

    private static Optional<Method> method(Request request) {
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> Optional.of(Method.GET);
            case "POST" -> Optional.of(Method.POST);
            case "DELETE" -> Optional.of(Method.DELETE);
            default -> Optional.empty();
        };
    }

    private static List<String> segments(Request request) {
        String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("/");
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)) {
            try {
                segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notEncoded) {
                segments.add(segment);
            }
        }
        return segments;
    }

    private static Map<String, List<String>> query(Request request) {
        return Request.extractQueryParameters(request).stream()
                .limit(200)
                .collect(Collectors.toMap(
                        org.eclipse.jetty.util.Fields.Field::getName,
                        field -> List.copyOf(field.getValues()),
                        (a, b) -> a));
    }

    private static Map<String, String> cookies(Request request) {
        Map<String, String> cookies = new HashMap<>();
        for (HttpCookie cookie : Request.getCookies(request)) {
            cookies.put(cookie.getName(), cookie.getValue());
        }
        return cookies;
    }
}
