package bzh.vigie.collector.console;

import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.View;
import bzh.vigie.collector.console.sign.Links;
import bzh.vigie.collector.console.sign.Passwords;
import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Filter;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * How long pages of a running console take, over https from this machine: each GET page of the router for a lead, an analyst of twenty
 * communes and a reader of one; searches; then pages and alerts while fifty people look at the live stream. {@code bench/console.sh} starts
 * all sides.
 */
final class ConsoleFigures {
    private static final Author AUTHOR = new Author("bench", "bench");
    private static final String PASSWORD = "trois mats barque bleue";
    private static final int PEOPLE = 50;
    private static final Duration WAIT = Duration.ofMinutes(2);

    /** Milliseconds that a page should take at most. */
    private static final int AIM = 150;

    /** How addresses end that give a file over all of something. */
    private static final List<String> DOCUMENTS = List.of("/report", "/export", "/stix");

    /** So many milliseconds are spent with one page, and the time that it takes once more. */
    private static final double ENOUGH = 10_000;

    private static final Scope ALL = new Scope.All();

    private final String address;
    private final Path folder;
    private final long pid;
    private final int times;
    private final HttpClient http;
    private final Map<String, String> samples = new HashMap<>();
    private final String hash;
    private final Map<Role, String> cookies = new HashMap<>();

    private ConsoleFigures(String address, Path folder, long pid, int times) throws Exception {
        hash = new Passwords(new SecureRandom()).hash(PASSWORD);
        this.address = address;
        this.folder = folder;
        this.pid = pid;
        this.times = times;
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new AnyServer()}, null);
        http = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Arguments: the console's address, the collector's folder and process id, how often each page is asked for, seconds of the live part; 0 leaves either out. */
    public static void main(String... arguments) throws Exception {
        ConsoleFigures figures = new ConsoleFigures(
                arguments[0], Path.of(arguments[1]), Long.parseLong(arguments[2]), Integer.parseInt(arguments[3]));
        int seconds = Integer.parseInt(arguments[4]);
        try (Store store = SqliteStore.open(figures.folder.resolve("state"), InstantSource.system())) {
            figures.prepare(store);
            if (figures.times > 0) {
                figures.pages(figures.paths());
            }
            if (seconds > 0) {
                figures.live(store, seconds);
            }
        }
    }

    /** Who asks, and for what: the largest of each kind. */
    private void prepare(Store store) throws IOException, InterruptedException {
        Incident incident = store.read(s -> s.incidents().list(ALL)).stream()
                .max(Comparator.comparingInt(each -> each.communes().size()))
                .orElseThrow();
        Commune commune = incident.communes().getFirst();
        Alert alert = store.read(
                        s -> s.alerts().list(new Scope.Communes(Set.of(commune)), Filter.open(), Optional.empty(), 1))
                .getFirst();
        samples.put("incident", incident.id().text());
        samples.put("commune", commune.insee());
        samples.put("alert", alert.id());
        samples.put(
                "host",
                store.read(s -> s.hosts().list(new Scope.Communes(Set.of(commune)), Optional.empty(), 1))
                        .getFirst()
                        .id()
                        .text());
        samples.put("rule", alert.rule());
        samples.put("account", commune.insee() + ":mairie:technique");
        samples.put("person", "bench reader");
        Map<Role, Scope> people = new LinkedHashMap<>();
        people.put(Role.LEAD, ALL);
        people.put(
                Role.ANALYST,
                new Scope.Communes(Set.copyOf(
                        store.read(s -> s.hosts().communes(ALL, Instant.EPOCH, Optional.empty(), 20)).stream()
                                .map(each -> each.commune())
                                .toList())));
        people.put(Role.COMMUNE_READER, new Scope.Communes(Set.of(commune)));
        people.put(Role.ADMINISTRATOR, ALL);
        for (Map.Entry<Role, Scope> each : people.entrySet()) {
            String name = name(each.getKey());
            known(store, name, each.getKey(), each.getValue());
            cookies.put(each.getKey(), signIn(name));
        }
        samples.put(
                "link",
                store.write(s -> Links.make(
                                s.people(), name(Role.COMMUNE_READER), Instant.now(), new SecureRandom(), AUTHOR))
                        .replaceFirst(".*/", ""));
    }

    private void known(Store store, String name, Role role, Scope scope) {
        store.change(s -> {
            s.people().add(name, role, scope, AUTHOR);
            s.people().password(name, hash, AUTHOR);
        });
    }

    private static String name(Role role) {
        return "bench " + role.name().toLowerCase(Locale.ROOT).replaceFirst(".*_", "");
    }

    private String signIn(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(address + "/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "name=" + View.encoded(name) + "&password=" + View.encoded(PASSWORD) + "&next=%2F"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 303) {
            throw new IOException("nobody was let in: " + answer.statusCode());
        }
        List<String> pairs = new ArrayList<>();
        answer.headers().allValues("set-cookie").forEach(cookie -> pairs.add(cookie.split(";", 2)[0]));
        return String.join("; ", pairs);
    }

    /** Every page of the router that there is something for, and lists as people filter them. */
    private List<String> paths() throws IOException {
        List<String> paths = new ArrayList<>();
        Path other = Files.createTempDirectory("console-routes");
        try (TestConsole console = TestConsole.start(other)) {
            for (Routes.Owned owned : console.routes().all()) {
                Route route = owned.route();
                if (route.method() != Method.GET || route.isApi()) {
                    continue;
                }
                String path = route.path();
                for (String kind : route.parameters()) {
                    path = path.replace("{" + kind + "}", View.encoded(samples.getOrDefault(kind, "{" + kind + "}")));
                }
                if (path.contains("%7B")) {
                    System.out.println("not asked for, there is none here: " + route.path());
                } else {
                    paths.add(path);
                }
            }
        }
        paths.addAll(List.of(
                "/?severity=high&new=1",
                "/alerts?all=1",
                "/alerts?rule=" + samples.getOrDefault("rule", ""),
                "/alerts?assignee=bench%20lead",
                "/hosts?alerts=open",
                "/hosts?name=PC-00",
                "/hosts?quiet=3",
                "/hunt?q=*",
                "/hunt?q=rarebird",
                "/hunt?q=*arebir*",
                "/hunt?q=CommandLine%3A*dossier4242*",
                "/hunt?q=DestinationIp%3A10.66.0.0%2F16",
                "/hunt?q=nothingatall"));
        return paths;
    }

    /** Sorted milliseconds, of which shares are asked for. */
    private record Sorted(List<Double> millis) {
        Sorted {
            millis = millis.stream().sorted().toList();
        }

        double at(double share) {
            return millis.isEmpty() ? Double.NaN : millis.get((int) Math.round(share * (millis.size() - 1)));
        }
    }

    /**
     * How one page answered.
     *
     * @param first milliseconds of the first time, which is not among the others
     * @param cpu milliseconds of processor that the collector used meanwhile: on a machine with other work they say more than time
     */
    private record Figure(String path, Role role, int status, long bytes, double first, Sorted wall, Sorted cpu) {
        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%.0f; %.1f; %.1f; %.0f; %.0f; %d; %s; %s%s%n",
                    first,
                    wall.at(0.5),
                    wall.at(0.95),
                    cpu.at(0.5),
                    cpu.at(0.95),
                    bytes / 1_000,
                    role.name().toLowerCase(Locale.ROOT),
                    path,
                    status == 200 ? "" : " -> " + status);
        }
    }

    private void pages(List<String> paths) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        List<Figure> documents = new ArrayList<>();
        worked(Role.LEAD);
        System.out.println("first ms; p50 ms; p95 ms; p50 CPU ms; p95 CPU ms; kB; role; page");
        for (Role role : List.of(Role.LEAD, Role.ANALYST, Role.COMMUNE_READER, Role.ADMINISTRATOR)) {
            for (String path : paths) {
                boolean document = DOCUMENTS.stream().anyMatch(path::endsWith);
                Optional<Figure> figure = asked(path, role, document ? 0 : times);
                figure.ifPresent(Figure::print);
                figure.ifPresent((document ? documents : figures)::add);
            }
        }
        System.out.println("documents, written whole, once each:");
        documents.forEach(Figure::print);
        System.out.println("the slowest pages again:");
        figures.stream()
                .sorted(Comparator.comparingDouble(each -> -each.wall().at(0.95)))
                .limit(20)
                .forEach(Figure::print);
        Sorted all = new Sorted(
                figures.stream().flatMap(each -> each.wall().millis().stream()).toList());
        System.out.printf(
                Locale.ROOT,
                "%d pages, %d with a p95 beyond %d ms, %d of which the first time took longer; all together p50 %.1f ms, p95 %.1f ms%n",
                figures.size(),
                figures.stream().filter(each -> each.wall().at(0.95) > AIM).count(),
                AIM,
                figures.stream().filter(each -> each.first() > AIM).count(),
                all.at(0.5),
                all.at(0.95));
    }

    /** How long it takes until the conclusion is worked out of which the page says that it is being so. */
    private void worked(Role role) throws IOException, InterruptedException {
        String path = "/incidents/" + samples.getOrDefault("incident", "") + "/conclusion";
        long begun = System.nanoTime();
        double used = allMillis();
        int status;
        do {
            HttpResponse<Void> answer = http.send(request(path, role), HttpResponse.BodyHandlers.discarding());
            status = answer.statusCode();
        } while (status == 202);
        System.out.printf(
                Locale.ROOT,
                "the conclusion is there after %.1f s, %.1f s of processor -> %d%n",
                (System.nanoTime() - begun) / 1e9,
                (allMillis() - used) / 1e3,
                status);
    }

    /** Empty where the role may not, where a stream would not end, or where no answer came in time. */
    private Optional<Figure> asked(String path, Role role, int often) throws IOException, InterruptedException {
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        double first = 0;
        long bytes = 0;
        int status = 0;
        // What answers slowly is asked for less often.
        for (int i = -1; i < often && wall.stream().mapToDouble(each -> each).sum() < ENOUGH; i++) {
            double used = cpuMillis();
            long begun = System.nanoTime();
            HttpResponse<InputStream> answer;
            try {
                answer = http.send(request(path, role), HttpResponse.BodyHandlers.ofInputStream());
            } catch (HttpTimeoutException e) {
                System.out.println("no answer within " + WAIT.toSeconds() + " s: " + role + " " + path);
                return Optional.empty();
            }
            try (var body = answer.body()) {
                String type = answer.headers().firstValue("content-type").orElse("");
                if (answer.statusCode() == 403 || type.startsWith("text/event-stream")) {
                    return Optional.empty();
                }
                bytes = body.transferTo(OutputStream.nullOutputStream());
            }
            status = answer.statusCode();
            double took = (System.nanoTime() - begun) / 1e6;
            if (i < 0) {
                first = took;
            } else {
                wall.add(took);
                cpu.add(cpuMillis() - used);
            }
        }
        return Optional.of(new Figure(path, role, status, bytes, first, new Sorted(wall), new Sorted(cpu)));
    }

    /** All threads' time on a processor, from schedstat of each (nanoseconds); stat(5) has hundredths of a second alone. */
    private double cpuMillis() throws IOException {
        double nanos = 0;
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                try {
                    nanos += Double.parseDouble(
                            Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
                } catch (IOException e) {
                    // It ended meanwhile.
                }
            }
        }
        return nanos / 1e6;
    }

    /** That of threads which ended meanwhile too, in hundredths of a second: fields 14 and 15 of proc_pid_stat(5). */
    private double allMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
    }

    private HttpRequest request(String path, Role role) {
        return request(path, Optional.ofNullable(cookies.get(role)).orElse(""));
    }

    private HttpRequest request(String path, String cookie) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .header("Cookie", cookie)
                .timeout(WAIT)
                .build();
    }

    /** People look at the live stream, alerts are raised, and some pages are asked for meanwhile. */
    private void live(Store store, int seconds) throws IOException, InterruptedException {
        ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
        AtomicLong raised = new AtomicLong();
        CountDownLatch looking = new CountDownLatch(PEOPLE);
        List<Thread> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            // Each has a few streams at most.
            String name = "bench screen " + i;
            known(store, name, Role.ANALYST, ALL);
            String cookie = signIn(name);
            people.add(Thread.startVirtualThread(() -> look(cookie, looking, raised, latencies)));
        }
        if (!looking.await(60, TimeUnit.SECONDS)) {
            throw new IOException("not everybody sees the stream");
        }
        Alert like = store.read(s -> s.alerts().list(ALL, Optional.empty(), 1)).getFirst();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        List<Figure> figures = new ArrayList<>();
        int number = 0;
        while (System.nanoTime() < end) {
            String id = "live-" + Instant.now().toEpochMilli() + "-" + number++;
            raised.set(System.nanoTime());
            store.change(s -> s.alerts()
                    .raise(new Alert(
                            id,
                            like.rule(),
                            Severity.HIGH,
                            List.of(),
                            like.commune(),
                            like.host(),
                            like.hostname(),
                            id,
                            id,
                            Instant.now(),
                            Instant.now(),
                            like.evidence(),
                            like.status(),
                            1,
                            Instant.now())));
            for (String path : List.of(
                    "/",
                    "/alerts",
                    "/alerts/" + samples.getOrDefault("alert", ""),
                    "/hosts",
                    "/incidents",
                    "/rules",
                    "/communes",
                    "/hunt?q=rarebird")) {
                asked(path, Role.LEAD, 2).ifPresent(figures::add);
            }
            Thread.sleep(2_500);
        }
        people.forEach(Thread::interrupt);
        Sorted all = wall(figures, each -> !each.path().contains("?q="));
        Sorted searches = wall(figures, each -> each.path().contains("?q="));
        Sorted late = new Sorted(List.copyOf(latencies));
        figures.forEach(Figure::print);
        System.out.printf(
                Locale.ROOT,
                "while %d people look at the live stream: pages p50 %.0f ms, p95 %.0f ms; searches p50 %.0f ms, p95 %.0f ms; alerts on their screens (%d of %d): p50 %.0f ms, p95 %.0f ms%n",
                PEOPLE,
                all.at(0.5),
                all.at(0.95),
                searches.at(0.5),
                searches.at(0.95),
                late.millis().size(),
                number * PEOPLE,
                late.at(0.5),
                late.at(0.95));
    }

    private static Sorted wall(List<Figure> figures, Predicate<Figure> which) {
        return new Sorted(figures.stream()
                .filter(which)
                .flatMap(each -> each.wall().millis().stream())
                .toList());
    }

    private void look(
            String cookie, CountDownLatch looking, AtomicLong raised, ConcurrentLinkedQueue<Double> latencies) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                http.send(request("/watch/events", cookie), HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            looking.countDown();
            long known = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = raised.get();
                if (line.equals("event: alerts") && now != known) {
                    known = now;
                    latencies.add((System.nanoTime() - now) / 1e6);
                }
            }
        } catch (IOException e) {
            // The figures are complete.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
