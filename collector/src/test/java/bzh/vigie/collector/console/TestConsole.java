package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Keeping;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.route.Room;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.route.Vitals;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.console.sign.Secrets;
import bzh.vigie.collector.console.sign.Sessions;
import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.identity.Authority;
import bzh.vigie.collector.identity.AuthorityDesk;
import bzh.vigie.collector.identity.CurrentAuthorities;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.Keys;
import bzh.vigie.collector.identity.ReportSigner;
import bzh.vigie.collector.identity.Sealing;
import bzh.vigie.collector.identity.SettableClock;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.notify.Notifier;
import bzh.vigie.collector.notify.Sink;
import bzh.vigie.collector.region.SampleRegion;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Person;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A console on a store of its own, with a person of each role, and clients that are signed in. */
public final class TestConsole implements AutoCloseable {
    /** The commune of those who have one. */
    public static final Commune OWN = new Commune("29019");

    /** The other one. */
    public static final Commune FOREIGN = new Commune("22113");

    /** What tokens say of the collector. */
    private static final TokenDesk.Pinned PINNED =
            new TokenDesk.Pinned(Sha256.over(new byte[] {1}), List.of(new CollectorAddress("vigie.example.org", 7443)));

    /** Seals what people prove themselves by. */
    public static final Sealing SEALING =
            new Sealing("q3fT0b9-ZKx1LrVw7uYdE_2hGmNsPjAcQ8o5iXvR4tB", new SecureRandom());

    private static final Author TEST = new Author("test", "test");

    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger readsLeft = new AtomicInteger(-1);
    private volatile Optional<Fault> fault = Optional.empty();
    private final Store store;
    private final LuceneHistory history;
    private final Notifier notifier;
    private Optional<AuthorityDesk> desk = Optional.empty();
    private final AtomicInteger applied = new AtomicInteger();
    private final Sessions sessions = new Sessions(random);
    private final Console console;
    private final HttpClient http;

    /** Starts one in this folder. */
    public static TestConsole start(Path folder) throws IOException {
        return start(folder, SignInRules.USUAL);
    }

    /** Starts one in this folder that lets people in by these rules. */
    public static TestConsole start(Path folder, SignInRules rules) throws IOException {
        return start(folder, rules, List.of());
    }

    /** Starts one in this folder, which sends alerts to these. */
    public static TestConsole sending(Path folder, Sink... sinks) throws IOException {
        return start(folder, SignInRules.USUAL, List.of(sinks));
    }

    private static TestConsole start(Path folder, SignInRules rules, List<Sink> sinks) throws IOException {
        try {
            return new TestConsole(folder, rules, sinks);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Starts one in this folder whose store and history are those of {@link SampleRegion}, at the end of its story. */
    public static TestConsole filled(Path folder) throws IOException {
        SampleRegion.fill(folder, new SettableClock().instant());
        return start(folder);
    }

    private TestConsole(Path folder, SignInRules rules, List<Sink> sinks) throws IOException, GeneralSecurityException {
        store = SqliteStore.open(folder.resolve("state"), clock);
        history = LuceneHistory.open(folder.resolve("history"));
        store.change(s -> {
            for (Role role : Role.values()) {
                s.people().add(name(role, Optional.empty()), role, new Scope.All(), TEST);
                s.people().add(name(role, Optional.of(OWN)), role, new Scope.Communes(Set.of(OWN)), TEST);
            }
        });
        Authority authority = Authority.create(Instant.now(), random);
        KeyPair pair = Keys.generate(random);
        ConsoleTls tls = new ConsoleTls(
                List.of(
                        authority.server(List.of("localhost", "127.0.0.1"), pair.getPublic(), Instant.now()),
                        authority.certificate()),
                pair.getPrivate());
        notifier = Notifier.start(store, sinks, 3, clock, random);
        Parts parts = new Parts(
                refusing(store),
                history,
                LuceneHistory.hunting(history),
                AlertTexts.shipped(),
                clock,
                folder,
                ZoneId.of("Europe/Paris"),
                Vitals.NONE,
                ShippedRules::load,
                "0.1.0",
                () -> PINNED,
                new Keeping(notifier, () -> Room.UNKNOWN, () -> authority(folder)),
                made -> new ReportSigner(
                        authority.reports(pair.getPublic(), made), authority.certificate(), pair.getPrivate()),
                SEALING);
        Routes routes = Routes.of(parts, rules, sessions, new Passwords(random), random);
        console = new Console(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, parts, sessions, routes);
        http = HttpClient.newBuilder().sslContext(trusting(authority)).build();
    }

    /** The same store, which writes nothing while it is told to fail. */
    private Store refusing(Store whole) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    Optional<Fault> now = fault;
                    boolean reads = method.getName().equals("read");
                    if (now.isPresent() && !reads) {
                        throw new StoreException(now.get(), "on purpose");
                    }
                    if (reads && readsLeft.get() >= 0 && readsLeft.getAndDecrement() == 0) {
                        throw new StoreException(Fault.OTHER, "on purpose");
                    }
                    try {
                        return method.invoke(whole, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** From now on the console can write nothing, for this reason, or can again. */
    public void failWrites(Optional<Fault> why) {
        fault = why;
    }

    /** Made when it is asked for first: keys take a while. */
    private synchronized AuthorityDesk authority(Path folder) {
        if (desk.isEmpty()) {
            IdentityFolder identity =
                    new IdentityFolder(folder.resolve("identity"), folder.resolve("identity/ca.passphrase"), random);
            desk = Optional.of(new AuthorityDesk(
                    identity,
                    new CurrentAuthorities(identity.create(clock.instant())),
                    applied::incrementAndGet,
                    clock));
        }
        return desk.get();
    }

    /** How often other authorities were to be applied at once. */
    int applied() {
        return applied.get();
    }

    /** After so many more reads of the console one fails. */
    public void failReadAfter(int reads) {
        readsLeft.set(reads);
    }

    private static SSLContext trusting(Authority authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String name(Role role, Optional<Commune> commune) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + commune.map(each -> " " + each).orElse("");
    }

    public Store store() {
        return store;
    }

    public LuceneHistory history() {
        return history;
    }

    public SettableClock clock() {
        return clock;
    }

    Routes routes() {
        return console.routes();
    }

    /** Where it listens. */
    public String address() {
        return "https://localhost:" + console.address().getPort();
    }

    /** Nobody. */
    public Client nobody() {
        return new Client(new HashMap<>(), "", Optional.empty());
    }

    /** Signed in with this role for all communes. */
    public Client as(Role role) {
        return client(name(role, Optional.empty()));
    }

    /** Signed in with this role for this commune alone: {@link #OWN}. */
    public Client as(Role role, Commune commune) {
        return client(name(role, Optional.of(commune)));
    }

    /** Signed in as this person. */
    public Client client(String name) {
        Person person = store.read(s -> s.people().find(name)).orElseThrow();
        String secret = sessions.begin(person, clock.instant());
        String csrf = sessions.find(secret, clock.instant()).orElseThrow().csrf();
        return new Client(new HashMap<>(Map.of(Sessions.COOKIE, secret)), csrf, Optional.empty());
    }

    /** A program with a token of this role for all communes. */
    public Client api(Role role) {
        return api(role, new Scope.All());
    }

    /** A program with a token of this role. */
    public Client api(Role role, Scope communes) {
        return api(name(Role.ADMINISTRATOR, Optional.empty()), role, communes);
    }

    /** A program with a token of this role that this person made. */
    Client api(String maker, Role role, Scope communes) {
        String secret = Secrets.fresh(random);
        String id = "%016x".formatted(random.nextLong());
        store.change(s -> s.people()
                .add(
                        new ApiToken(
                                id,
                                Secrets.hash(secret),
                                "program",
                                maker,
                                role,
                                communes,
                                clock.instant(),
                                clock.instant().plus(Duration.ofDays(1)),
                                false),
                        TEST));
        return new Client(new HashMap<>(), "", Optional.of(Secrets.token(id, secret)));
    }

    /** What came back. */
    public record Page(int status, String text, Map<String, List<String>> headers) {
        /** The first value of a header; empty where there is none. */
        public String header(String name) {
            return String.join(" ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }
    }

    /** A browser, or a program, that keeps cookies. */
    public final class Client {
        private final Map<String, String> cookies;
        private final String csrf;
        private final Optional<String> token;

        private Client(Map<String, String> cookies, String csrf, Optional<String> token) {
            this.cookies = cookies;
            this.csrf = csrf;
            this.token = token;
        }

        /** Its cookies by name. */
        public Map<String, String> cookies() {
            return cookies;
        }

        public Page get(String path) throws IOException {
            return send(request(path).GET());
        }

        /** What is answered, as it comes. */
        InputStream open(String path) throws IOException {
            try {
                return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        /** Only the status: what is answered may go on without end. */
        public int status(String path) throws IOException {
            try {
                HttpResponse<InputStream> response =
                        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
                response.body().close();
                return response.statusCode();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        /** Whether there is a whole page of HTML: looks at the beginning alone, since a stream of events does not end. */
        boolean isPage(String path) throws IOException {
            try {
                HttpResponse<InputStream> response =
                        http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    return response.statusCode() == 200
                            && response.headers()
                                    .firstValue("content-type")
                                    .orElse("")
                                    .startsWith("text/html")
                            && new String(body.readNBytes(9), StandardCharsets.UTF_8).equals("<!DOCTYPE");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        /** Posts a form with what proves that it is ours. */
        public Page post(String path, Map<String, String> fields) throws IOException {
            Map<String, String> all = new HashMap<>(fields);
            all.putIfAbsent("csrf", csrf);
            return postAsIs(path, all);
        }

        /** Posts these fields and nothing else. */
        public Page postAsIs(String path, Map<String, String> fields) throws IOException {
            return postAsIs(path, List.copyOf(fields.entrySet()));
        }

        /** Posts a form with fields that may come several times. */
        public Page post(String path, List<Map.Entry<String, String>> fields) throws IOException {
            List<Map.Entry<String, String>> all = new ArrayList<>(fields);
            all.add(Map.entry("csrf", csrf));
            return postAsIs(path, all);
        }

        private Page postAsIs(String path, List<Map.Entry<String, String>> fields) throws IOException {
            String body = fields.stream()
                    .map(field -> View.encoded(field.getKey()) + "=" + View.encoded(field.getValue()))
                    .collect(Collectors.joining("&"));
            return send(request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        /** Posts a form with a file in its field {@code file}. */
        public Page upload(String path, Map<String, String> fields, String name, byte[] file) throws IOException {
            Map<String, String> all = new HashMap<>(fields);
            all.putIfAbsent("csrf", csrf);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            all.forEach((field, value) -> body.writeBytes(
                    ("--part\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value + "\r\n")
                            .getBytes(StandardCharsets.UTF_8)));
            body.writeBytes(("--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(file);
            body.writeBytes("\r\n--part--\r\n".getBytes(StandardCharsets.UTF_8));
            return send(request(path)
                    .header("Content-Type", "multipart/form-data; boundary=part")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
        }

        /** Asks in this way with a body of JSON, or none where it is empty. */
        public Page json(String method, String path, String body) throws IOException {
            HttpRequest.Builder request = request(path);
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json");
            }
            return send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
        }

        /** A request that a test finishes. */
        public HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path));
            if (!cookies.isEmpty()) {
                request.header(
                        "Cookie",
                        cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
            return request;
        }

        /** Sends a request. */
        public Page send(HttpRequest.Builder request) throws IOException {
            try {
                HttpResponse<String> response =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                for (String cookie : response.headers().allValues("set-cookie")) {
                    String pair = cookie.split(";", 2)[0];
                    cookies.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
                }
                return new Page(
                        response.statusCode(),
                        response.body(),
                        response.headers().map());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        console.close();
        notifier.close();
        history.close();
        store.close();
    }
}
