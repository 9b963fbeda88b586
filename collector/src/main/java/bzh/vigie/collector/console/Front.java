package bzh.vigie.collector.console;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Assets;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Turns;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.route.Words;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.console.sign.SelfPage;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInPage;
import bzh.vigie.collector.console.sign.Source;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
    private final Limits limits = new Limits();
    private final boolean demonstration;
    private final CommuneNames names;
    private final Failures failures = new Failures();

    // Bodies that are read at a time. Threads are left for who is signed in, whatever anybody sends.
    private final Turns bodies = new Turns(24, 4, Duration.ZERO);
    private final Turns bodiesOfAnybody = new Turns(12, 4, Duration.ZERO);

    // Files that are in memory at a time, from their reading until the answer.
    private final Turns files = new Turns(2, 1, Duration.ofSeconds(10));

    // Files on the disk at a time, likewise.
    private final Turns largeFiles = new Turns(2, 1, Duration.ofSeconds(10));
    private final Path uploads;

    Front(Parts parts, Routes routes, Callers callers, Replies replies) {
        this.parts = parts;
        this.routes = routes;
        this.callers = callers;
        this.replies = replies;
        this.demonstration = parts.isDemonstration();
        this.names = CommuneNames.of(parts.folder());
        this.uploads = UploadFolder.open(parts.folder());
    }

    /** A request in hand. */
    private record Asking(
            Request request,
            List<String> segments,
            Map<String, List<String>> query,
            Map<String, String> cookies,
            Words words,
            Callers.Known known,
            View view) {
        boolean api() {
            return isApi(segments);
        }

        String source() {
            return Source.of(Request.getRemoteAddr(request));
        }
    }

    private static boolean isApi(List<String> segments) {
        return segments.size() >= 2 && segments.getFirst().equals("api");
    }

    /** Whether a page asks by itself, and not the person who looks at it: it keeps no session alive. */
    static boolean isBackground(Request request) {
        return request.getHeaders().get("X-Vigie-Background") != null || isStream(request);
    }

    private static boolean isStream(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.ACCEPT))
                .orElse("")
                .startsWith("text/event-stream");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Replies.guard(response);
        // Who waits while something is worked out is not idle; one who does not take what is written still is.
        request.addIdleTimeoutListener(idle -> false);
        try {
            serve(request, response, callback);
        } catch (IOException e) {
            // Who asked listens no more.
            callback.failed(e);
        } catch (RuntimeException e) {
            int status = failures.status(e);
            if (response.isCommitted()) {
                callback.failed(e);
            } else {
                response.reset();
                response.setStatus(status);
                Replies.plainly(request, response, callback);
            }
        }
        return true;
    }

    private void serve(Request request, Response response, Callback callback) throws IOException {
        List<String> segments = segments(request);
        if (segments.size() == 3 && segments.getFirst().equals("static")) {
            replies.asset(Assets.find(segments.get(1), segments.get(2)), request, response);
            callback.succeeded();
            return;
        }
        Map<String, String> cookies = cookies(request);
        Optional<Map<String, List<String>>> query = query(request);
        Optional<Routes.Found> found = method(request).flatMap(asked -> routes.find(asked, segments));
        Words words =
                Words.of(found.<Class<?>>map(each -> each.owned().section()).orElse(Front.class), locale(cookies));
        Callers.Proof proof = Callers.Proof.of(request, cookies);
        boolean limited = isApi(segments) || proof.authorization().isPresent();
        Limits.Asker asker = new Limits.Asker(
                limited ? callers.key(proof) : Optional.empty(), Source.of(Request.getRemoteAddr(request)));
        Instant now = parts.clock().instant();
        boolean may = limits.may(asker, response.getHeaders(), now);
        Callers.Known known = may ? callers.of(proof) : Callers.Known.NOBODY;
        may = may && limits.asked(asker, known.caller().isSomebody(), response.getHeaders(), now);
        View view = view(request, page(request, segments), query.orElse(Map.of()), cookies, known, words);
        Asking asking = new Asking(request, segments, query.orElse(Map.of()), cookies, words, known, view);
        Answer answer;
        if (!may) {
            answer = Answer.problem(
                    429, "problem.limit", Integer.toString(Limits.MOST), Long.toString(Limits.WITHIN.toSeconds()));
        } else if (query.isEmpty()) {
            answer = Answer.problem(400, "problem.address");
        } else if (found.isEmpty()) {
            answer = routes.methods(segments).isEmpty() ? Answer.notFound() : Answer.problem(405, "problem.method");
        } else {
            answer = answer(asking, found.get());
        }
        if (answer instanceof Answer.Problem(int status, String key, List<String> values)
                && status == 401
                && request.getHeaders().get("HX-Request") != null
                && !isBackground(request)) {
            // Part of a page cannot show where one signs in: the whole page goes there,
            // but not from under somebody who asked for nothing.
            response.getHeaders().put("HX-Redirect", "/sign-in?next=" + View.encoded(view.here()));
        }
        if (!request.getMethod().equals("GET")) {
            try (Turns.Turn _ = bodiesOfAnybody.begin(asking.source())) {
                Bodies.drain(request);
            } catch (BusyException e) {
                // Others are being waited for: this one may lose its refusal.
                LOG.log(Level.DEBUG, "a body is not drained", e);
            }
        }
        Replies.To to = new Replies.To(
                request, response, callback, view, words, asking.api(), () -> callers.stands(known, proof));
        try {
            replies.send(answer, to, known.session());
        } catch (BusyException | StoreException e) {
            // What writes a file asks the store: before anything of it was sent, that too is said in plain words.
            if (response.isCommitted()) {
                throw e;
            }
            response.getHeaders().remove(HttpHeader.CONTENT_DISPOSITION);
            replies.send(failures.answer(e, request.getHttpURI().getPath()), to, known.session());
        }
    }

    /** In this order, so that nobody makes the console read what it will not take: whether it is ours, who asks, what was sent. */
    private Answer answer(Asking asking, Routes.Found found) {
        Route route = found.owned().route();
        Callers.Known known = asking.known();
        boolean changes = route.method() != Method.GET;
        if (changes && !known.token() && !isOurs(asking.request())) {
            return Answer.problem(403, "problem.origin");
        }
        // A program has its own paths: what pages send is proved by a session.
        boolean may = route.access().allows(known.caller()) && !(changes && known.token() && !route.isApi());
        if (!may && known.caller().isSomebody()) {
            return Answer.problem(403, "problem.role");
        }
        boolean page = asking.request().getHeaders().get("HX-Request") == null && !isStream(asking.request());
        if (!may && (route.isApi() || known.token() || !page)) {
            return Answer.problem(401, "problem.sign-in");
        }
        boolean factorMissing =
                known.session().isPresent() && known.session().get().proof() == Sessions.Proof.FACTOR_MISSING;
        if (may && factorMissing && !servesWithoutFactor(route)) {
            return !changes && page ? Answer.seeOther(SelfPage.FACTOR) : Answer.problem(403, "problem.second-factor");
        }
        if (!changes) {
            Call call = call(asking, found, new Form(Map.of(), asking.words()));
            return may ? handled(call, route, found.path()) : SignInPage.before(call, false, routes.rules());
        }
        if (!may && Bodies.isWithFiles(asking.request())) {
            // What was typed is kept over signing in; a file is chosen again.
            return route.isApi()
                    ? Answer.problem(401, "problem.sign-in")
                    : SignInPage.before(call(asking, found, new Form(Map.of(), asking.words())), false, routes.rules());
        }
        if (Bodies.isWithFiles(asking.request()) && known.caller().isSomebody()) {
            boolean large = route.takesLargeFile();
            try (Turns.Turn _ =
                            (large ? largeFiles : files).begin(known.caller().name());
                    Bodies.WithFiles sent = large
                            ? Bodies.withLargeFile(asking.request(), uploads, asking.words())
                            : Bodies.withFiles(asking.request(), asking.words())) {
                return changed(asking, found, sent.form(), may);
            } catch (Bodies.UnfitException e) {
                return Answer.problem(e.status(), e.key());
            } catch (BusyException e) {
                return Answer.problem(429, "problem.rate");
            }
        }
        boolean somebody = known.caller().isSomebody();
        Turns turns = somebody ? bodies : bodiesOfAnybody;
        String who = somebody ? known.caller().name() : asking.source();
        Form form;
        try (Turns.Turn _ = turns.begin(who)) {
            int most = somebody ? Bodies.MOST_BYTES : Bodies.MOST_BYTES_OF_ANYBODY;
            form = Bodies.form(asking.request(), most, asking.words());
        } catch (Bodies.UnfitException e) {
            return Answer.problem(e.status(), e.key());
        } catch (BusyException e) {
            return Answer.problem(429, "problem.rate");
        }
        return changed(asking, found, form, may);
    }

    private Answer changed(Asking asking, Routes.Found found, Form form, boolean may) {
        Route route = found.owned().route();
        Callers.Known known = asking.known();
        Call call = call(asking, found, form);
        if (!may) {
            return SignInPage.before(call, true, routes.rules());
        }
        if (known.session().isPresent() && !route.access().anyone()) {
            Optional<String> header =
                    Optional.ofNullable(asking.request().getHeaders().get("X-CSRF-Token"));
            String expected = known.session().get().csrf();
            if (!header.orElse(form.text(CSRF)).equals(expected)) {
                // The page is of a session before this one: what was typed in it is not lost, and nothing is done.
                return header.isPresent() || route.isApi()
                        ? Answer.problem(403, "problem.csrf")
                        : SignInPage.again(call, expected);
            }
        }
        Answer answer = handled(call, route, found.path());
        return answer instanceof Answer.Problem problem && problem.status() == 503 && !route.isApi()
                ? SignInPage.undone(
                        call, known.session().map(Sessions.Session::csrf).orElse(""), problem)
                : answer;
    }

    private static boolean servesWithoutFactor(Route route) {
        return route.access().anyone()
                || route.path().equals(SelfPage.FACTOR)
                || route.path().equals("/sign-out");
    }

    private Call call(Asking asking, Routes.Found found, Form form) {
        return new Call(
                new Call.Asked(
                        found.owned().route(),
                        found.path(),
                        asking.query(),
                        asking.cookies(),
                        Request.getRemoteAddr(asking.request()),
                        Optional.ofNullable(asking.request().getHeaders().get("Last-Event-ID"))
                                .orElse("")),
                asking.known().caller(),
                form,
                parts.store(),
                parts.clock(),
                asking.view());
    }

    private Answer handled(Call call, Route route, Map<String, String> path) {
        try {
            if (path.containsKey("commune") && !mayEnter(call, path.getOrDefault("commune", ""))) {
                return Answer.notFound();
            }
            Answer answer = route.handler().answer(call);
            return route.isApi() ? Programs.answer(answer, call) : answer;
        } catch (IOException | RuntimeException e) {
            return failures.answer(e, route.path());
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

    /** Where the reader is: what was asked for, or the nearest page above the form that was sent. */
    private String page(Request request, List<String> segments) {
        for (int end = segments.size(); !request.getMethod().equals("GET") && end > 0; end--) {
            List<String> above = segments.subList(0, end);
            if (routes.find(Method.GET, above).isPresent()) {
                return above.stream().map(View::encoded).collect(Collectors.joining("/", "/", ""));
            }
        }
        return request.getMethod().equals("GET") ? request.getHttpURI().getPath() : "/";
    }

    private View view(
            Request request,
            String page,
            Map<String, List<String>> query,
            Map<String, String> cookies,
            Callers.Known known,
            Words words) {
        String theme = Optional.ofNullable(cookies.get(LookPage.THEME_COOKIE))
                .filter(each -> each.equals("light") || each.equals("dark"))
                .orElse("");
        return new View(
                words,
                new View.Look(words.locale(), theme, parts.zone(), demonstration, names),
                known.caller(),
                known.session().map(Sessions.Session::csrf).orElse(""),
                request.getHttpURI().getPath(),
                page,
                query,
                message(request, known),
                () -> parts.vitals().known(words.locale()));
    }

    /** What the action before said: taken by the first whole page that shows it, and not by what else a browser gets. */
    private static Supplier<Optional<View.Message>> message(Request request, Callers.Known known) {
        boolean whole =
                request.getMethod().equals("GET") && request.getHeaders().get("HX-Request") == null;
        if (!whole || known.session().isEmpty()) {
            return Optional::empty;
        }
        AtomicReference<View.Message> kept = known.session().get().message();
        AtomicReference<Optional<View.Message>> taken = new AtomicReference<>();
        return () -> {
            Optional<View.Message> message = taken.get();
            if (message == null) {
                message = Optional.ofNullable(kept.getAndSet(null));
                taken.set(message);
            }
            return message;
        };
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

    /** Empty where it is no text. */
    private static Optional<Map<String, List<String>>> query(Request request) {
        try {
            return Optional.of(Request.extractQueryParameters(request).stream()
                    .limit(200)
                    .collect(Collectors.toMap(
                            org.eclipse.jetty.util.Fields.Field::getName,
                            field -> List.copyOf(field.getValues()),
                            (a, b) -> a)));
        } catch (RuntimeException notText) {
            return Optional.empty();
        }
    }

    private static Map<String, String> cookies(Request request) {
        Map<String, String> cookies = new HashMap<>();
        for (HttpCookie cookie : Request.getCookies(request)) {
            cookies.put(cookie.getName(), cookie.getValue());
        }
        return cookies;
    }
}
