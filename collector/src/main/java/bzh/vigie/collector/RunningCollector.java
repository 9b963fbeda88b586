package bzh.vigie.collector;

import bzh.vigie.collector.console.Console;
import bzh.vigie.collector.console.ConsoleTls;
import bzh.vigie.collector.console.route.Keeping;
import bzh.vigie.collector.console.route.Parts;
import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.detect.Detectors;
import bzh.vigie.collector.detect.Pipeline;
import bzh.vigie.collector.detect.Quarantine;
import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.fairness.Shares;
import bzh.vigie.collector.gateway.ChangedDirectories;
import bzh.vigie.collector.gateway.Gateway;
import bzh.vigie.collector.identity.AgentIdSource;
import bzh.vigie.collector.identity.AuthorityDesk;
import bzh.vigie.collector.identity.CurrentAuthorities;
import bzh.vigie.collector.identity.Enrolment;
import bzh.vigie.collector.identity.EnrolmentLimits;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.collector.identity.Renewals;
import bzh.vigie.collector.identity.TokenDesk;
import bzh.vigie.collector.ingest.IngestLog;
import bzh.vigie.collector.ingest.Zstd;
import bzh.vigie.collector.notify.Notifier;
import bzh.vigie.collector.notify.SinkSettings;
import bzh.vigie.collector.openid.OpenIdSettings;
import bzh.vigie.collector.openid.Provider;
import bzh.vigie.collector.store.EventHistory;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import bzh.vigie.journal.Disk;
import bzh.vigie.journal.FsyncPolicy;
import bzh.vigie.journal.Journal;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The running collector: every stage, started from the store outwards and stopped in reverse. */
final class RunningCollector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RunningCollector.class.getName());
    private static final int SEGMENT_BYTES = 64 << 20;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Gateway gateway;
    private Optional<Console> console = Optional.empty();
    private volatile Optional<ServerRenewal> renewal = Optional.empty();

    /**
     * Starts everything.
     *
     * @throws IOException if a file cannot be opened or the gateway cannot listen
     * @throws BadSettingException if the sinks' settings cannot be used
     */
    static RunningCollector start(CollectorFolder folder, CollectorConfig config, InstantSource clock)
            throws IOException, BadSettingException {
        return new RunningCollector(folder, config, clock);
    }

    /** How many of the console's pages read the store at once, and how long one waits for others. */
    private static final int PEOPLE_READ = 4;

    private static final Duration PEOPLE_WAIT = Duration.ofSeconds(2);

    private RunningCollector(CollectorFolder folder, CollectorConfig config, InstantSource clock)
            throws IOException, BadSettingException {
        SecureRandom random = new SecureRandom();
        boolean started = false;
        try {
            config.checkPaths(folder);
            opened(folder.lock());
            IdentityFolder identity = new IdentityFolder(folder.identity(), config.passphrase(), random);
            CurrentAuthorities authorities = new CurrentAuthorities(identity.authorities());
            IdentityFolder.Server server =
                    identity.newServer(authorities.get(), config.certificateNames(), clock.instant());
            SqliteStore store = opened(SqliteStore.open(folder.state(), clock));
            EventHistory history = opened(LuceneHistory.open(folder.history()));
            Shares shares = new Shares(config.shares(), System::nanoTime);
            IngestLog log = opened(IngestLog.open(
                    folder.ingest(),
                    new Journal.Options(config.logBytes(), SEGMENT_BYTES, new Zstd(), FsyncPolicy.ON_FLUSH),
                    Disk.REAL,
                    store,
                    shares));
            RulesInForce rules = opened(new RulesInForce(RulePacks.of(folder, config), store, clock));
            Cards cards = new Cards(rules.rules().detectors());
            ChangedDirectories changed = new ChangedDirectories();
            Pipeline pipeline = new Pipeline(
                    new IngestFeed(log),
                    store,
                    history,
                    rules,
                    cards,
                    Detectors.all(rules, cards, config.silenceAlert(), changed::told),
                    new Quarantine(folder.dir().resolve("quarantine")),
                    shares,
                    ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
                    clock);
            opened(new DetectionThread(pipeline));
            Notifier notifier = opened(Notifier.start(
                    store,
                    SinkSettings.open(
                            config.settings(),
                            new SinkSettings.Parts(
                                    rules.texts(),
                                    hostname(),
                                    Locale.getDefault(),
                                    store,
                                    clock,
                                    config.consoleAddress())),
                    SinkSettings.tries(config.settings()),
                    clock,
                    random));
            opened(new MarkLookBack(
                    store, history, () -> new Cards(rules.rules().detectors())));
            opened(new Retention(log, history, store, shares, config, clock));
            RoomBook room = opened(new RoomBook(folder, config, store, clock));
            opened(new DailyLedger(
                    store,
                    Anchoring.of(folder, config.settings(), random),
                    clock,
                    Words.of(LedgerCommand.class, Language.ofTheMachine()),
                    log::last));
            gateway = opened(Gateway.open(new Gateway.Parts(
                    config.listen(),
                    Boolean.getBoolean("vigie.portable-transport"),
                    config.limits(),
                    shares,
                    authorities,
                    server,
                    store,
                    log,
                    new Enrolment(
                            store,
                            authorities,
                            new AgentIdSource(clock, random),
                            clock,
                            EnrolmentLimits.USUAL,
                            System::nanoTime),
                    new Renewals(store, authorities, clock),
                    changed,
                    clock,
                    random)));
            Optional<ConsoleTls> certificate = ConsoleCertificate.configured(config.settings());
            AuthorityDesk authority = new AuthorityDesk(
                    identity,
                    authorities,
                    () -> {
                        if (renewal.isPresent()) {
                            renewal.get().again();
                        }
                    },
                    clock);
            if (config.console().isPresent()) {
                Store people = opened(store.withReaders(PEOPLE_READ, PEOPLE_WAIT));
                Optional<OpenIdSettings> openId = OpenIdSettings.of(config.settings(), config.consoleAddress());
                Optional<Provider> provider = openId.isPresent()
                        ? Optional.of(opened(Provider.start(openId.get(), clock, random)))
                        : Optional.empty();
                Optional<CertificateWatch> watch = certificate.isPresent()
                        ? Optional.of(opened(new CertificateWatch(config.settings(), this::serve)))
                        : Optional.empty();
                console = Optional.of(opened(Console.start(
                        config.console().get(),
                        certificate.orElseGet(() -> ConsoleCertificate.own(server, authorities.get())),
                        new Parts(
                                people,
                                history,
                                LuceneHistory.hunting(history),
                                rules.texts(),
                                clock,
                                folder.dir(),
                                ZoneId.systemDefault(),
                                new OwnVitals(
                                        folder,
                                        gateway,
                                        people,
                                        clock,
                                        () -> watch.map(CertificateWatch::checks)
                                                .orElse(List.of())),
                                rules::rules,
                                Main.VERSION,
                                () -> new TokenDesk.Pinned(identity.fingerprint(), config.names()),
                                new Keeping(notifier, room::room, () -> authority),
                                made -> authorities.get().signing().reportSigner(made),
                                identity.sealing()),
                        SignInRules.of(config.settings(), provider),
                        random)));
            }
            renewal = Optional.of(opened(new ServerRenewal(
                    identity,
                    authorities,
                    config.certificateNames(),
                    renewed -> {
                        gateway.serve(renewed);
                        if (console.isPresent() && certificate.isEmpty()) {
                            console.get().serve(ConsoleCertificate.own(renewed, authorities.get()));
                        }
                    },
                    server,
                    clock)));
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "-";
        }
    }

    /** Where the gateway listens. */
    InetSocketAddress address() {
        return gateway.address();
    }

    /** Where the console listens; empty where there is none. */
    Optional<InetSocketAddress> console() {
        return console.map(Console::address);
    }

    /** Stops in reverse: first nobody is let in or acknowledged, last the store is closed. */
    private void serve(ConsoleTls certificate) throws IOException {
        if (console.isPresent()) {
            console.get().serve(certificate);
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "stopping " + part.getClass().getSimpleName(), e);
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
