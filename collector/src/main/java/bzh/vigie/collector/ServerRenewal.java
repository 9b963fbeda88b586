package bzh.vigie.collector;

import bzh.vigie.collector.identity.Authorities;
import bzh.vigie.collector.identity.IdentityFolder;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Renews the gateway's certificate while the collector runs: looks once a day whether two thirds of its life are over. New
 * connections get the new one, those that are there stay.
 */
final class ServerRenewal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerRenewal.class.getName());

    /** Who shows the certificate. */
    @FunctionalInterface
    interface Shows {
        /** From now on this one. */
        void serve(IdentityFolder.Server server) throws IOException;
    }

    private final IdentityFolder identity;
    private final Supplier<Authorities> authorities;
    private final List<String> names;
    private final Shows gateway;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private X509Certificate shown;

    /** @param shown the certificate that the gateway shows now */
    ServerRenewal(
            IdentityFolder identity,
            Supplier<Authorities> authorities,
            List<String> names,
            Shows gateway,
            IdentityFolder.Server shown,
            InstantSource clock) {
        this.identity = identity;
        this.authorities = authorities;
        this.names = List.copyOf(names);
        this.gateway = gateway;
        this.shown = shown.certificate();
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("server-renewal").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.DAYS);
    }

    /** Renews where it is time. What fails is said, and tried again at the next look: a third of the life is left. */
    synchronized void look() {
        try {
            Instant from = shown.getNotBefore().toInstant();
            Duration life = Duration.between(from, shown.getNotAfter().toInstant());
            if (!clock.instant().isBefore(from.plus(life.multipliedBy(2).dividedBy(3)))) {
                again();
                LOG.log(
                        Level.INFO,
                        "the server certificate was renewed; the new one is valid until {0}",
                        shown.getNotAfter().toInstant());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the server certificate could not be renewed; tried again tomorrow", e);
        }
    }

    /** Shows a certificate of the authority that signs now, and trusts those that are trusted now: for who connects from now on. */
    synchronized void again() throws IOException {
        IdentityFolder.Server server = identity.newServer(authorities.get(), names, clock.instant());
        gateway.serve(server);
        shown = server.certificate();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
