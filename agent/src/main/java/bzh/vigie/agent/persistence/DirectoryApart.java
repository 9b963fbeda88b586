package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.AccountRoll;
import bzh.vigie.agent.directory.KeptMemory;
import bzh.vigie.agent.directory.KeptNames;
import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has a directory read by a process apart ({@link DirectoryWire}), which begins with the plan and ends with the rest. One that dies, hangs
 * or says what cannot be understood costs the place that it was reading; the next one is read by another, {@value #MAX_STARTS} in all. Only where none
 * ever runs is it read by this process: once one did, what ended it may be what the controller answered. Used by one thread, but for
 * {@link #stop} and {@link #look}.
 */
final class DirectoryApart implements DirectoryReader {
    private static final System.Logger LOG = System.getLogger(DirectoryApart.class.getName());
    private static final int MAX_STARTS = 3;

    /** What locations of shared files begin with. */
    private static final String SHARED = "ad.sysvol.";

    /** So many in a row that do not even say that they run cannot run here at all. */
    private static final int MAX_MUTE = 2;

    /** Of two seconds each, for one that was killed. */
    private static final int MAX_WAITS = 3;

    private final Apart apart;
    private final KeptFile names;
    private final KeptFile files;
    private final Supplier<DirectoryReader> inside;
    private final LongSupplier nanos;
    private final List<Site> sites = DirectoryReader.all();
    private final Set<Site.Name> missed = new HashSet<>();

    /** Those that were killed and are still there: a call to shared files that hangs holds them. */
    private final List<Apart.Started> left = new ArrayList<>();

    private volatile Optional<ApartTalk> talk = Optional.empty();
    private volatile boolean isStopped;
    private Optional<DirectoryReader> insideMade = Optional.empty();
    private boolean isInside;
    private boolean isTried;
    private int starts;

    /** When the turn began: one that has taken long is not begun anew by another process. */
    private long began;

    private Optional<DirectoryWire.Connected> connected = Optional.empty();
    private Optional<ReasonCode> trouble = Optional.empty();
    private Reading.Refused<?> unread =
            new Reading.Refused<>(ReasonCode.STARTED, SourceText.detail("directory-not-yet"));

    /**
     * One whose processes are started so.
     *
     * @param folder where what they learn is kept
     * @param inside who reads where none runs; asked at most once
     * @param nanos as {@link System#nanoTime}
     */
    DirectoryApart(Apart apart, Path folder, Supplier<DirectoryReader> inside, LongSupplier nanos) {
        this.apart = apart;
        this.names = new KeptFile(folder.resolve("schema"), KeptNames.MOST);
        this.files = new KeptFile(folder.resolve("files"), KeptMemory.MOST);
        this.inside = inside;
        this.nanos = nanos;
    }

    @Override
    public void plan() {
        if (isTried) {
            return;
        }
        isTried = true;
        trouble = Optional.empty();
        starts = 0;
        began = nanos.getAsLong();
        if (begin()) {
            try {
                connected = Optional.of(connect());
            } catch (Refused e) {
                unread = DirectoryReader.unread(e);
            } catch (IOException e) {
                unread = lost(e);
                if (!isStopped) {
                    forget();
                }
            }
        } else if (isStopped) {
            unread = new Reading.Refused<>(ReasonCode.STOPPED, SourceText.detail("directory-stopped"));
        } else {
            LOG.log(System.Logger.Level.WARNING, "no process that reads the directory runs here: the agent reads it");
            isInside = true;
            reader().plan();
        }
    }

    /** What is kept for processes came out of one: where it ends the next, it must not end all that come after. */
    private void forget() {
        try {
            names.forget();
            files.forget();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was learnt of a directory is still kept: {0}", e.toString());
        }
    }

    /** Starts one that says that it runs; false where none does. */
    private boolean begin() {
        for (int mute = 0; mute < MAX_MUTE && !isStopped; mute++) {
            try {
                start();
                return true;
            } catch (Refused e) {
                LOG.log(System.Logger.Level.WARNING, "a process that reads the directory: {0}", e.what());
                return false;
            } catch (IOException e) {
                String ignored = lost(e).detail();
            }
        }
        return false;
    }

    private void start() throws Refused, IOException {
        starts++;
        // A controller waits at its other end: at the agent's own priority.
        ApartTalk with = ApartTalk.of(apart.start(true), nanos, began);
        talk = Optional.of(with);
        if (isStopped) {
            with.kill();
        }
        DataOutputStream out = with.out();
        names.send(out);
        files.send(out);
        left.removeIf(process -> process.hasEnded() || !process.end().equals(Apart.NOT_ENDED));
        out.writeBoolean(!left.isEmpty());
        out.flush();
        DirectoryWire.expect(DirectoryWire.RUNS, with.in());
    }

    private DirectoryWire.Connected connect() throws Refused, IOException {
        return asked(out -> out.writeByte(DirectoryWire.PLAN), DirectoryWire::readConnected);
    }

    private interface Question {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Answer<T> {
        T read(DataInputStream in) throws IOException, Refused;
    }

    /** What it answers. Whatever is thrown in the middle of an answer ends it: what is left would be taken for the next one. */
    private <T> T asked(Question question, Answer<T> answer) throws IOException, Refused {
        ApartTalk with = talk.orElseThrow(() -> new IOException("no process"));
        try {
            question.write(with.out());
            with.out().flush();
            return answer.read(with.in());
        } catch (RuntimeException | Error e) {
            drop();
            throw e;
        }
    }

    /** Ends a process that said no more, or not what it should; why what it was asked for is not known. */
    private Reading.Refused<?> lost(IOException why) {
        Optional<ApartTalk> with = talk;
        boolean isKilled = with.filter(ApartTalk::isKilled).isPresent();
        boolean isRubbish = why instanceof StreamCorruptedException;
        String end = isRubbish ? "" : with.map(t -> t.process().end()).orElse("");
        drop();
        if (isStopped) {
            return new Reading.Refused<>(ReasonCode.STOPPED, SourceText.detail("directory-stopped"));
        }
        return isKilled
                ? new Reading.Refused<>(ReasonCode.TIMED_OUT, SourceText.detail("location-reader-stuck"))
                : new Reading.Refused<>(
                        ReasonCode.FAILED,
                        isRubbish
                                ? SourceText.detail("location-reader-rubbish")
                                : SourceText.detail("location-reader-ended", end));
    }

    private void drop() {
        Optional<ApartTalk> with = talk;
        talk = Optional.empty();
        with.ifPresent(t -> {
            t.process().close();
            left.add(t.process());
        });
    }

    /** Kills a process that hangs, or takes too much; called every few seconds by a thread of its own, and by tests. */
    void look() {
        talk.ifPresent(ApartTalk::look);
    }

    @Override
    public void stop() {
        isStopped = true;
        talk.ifPresent(with -> {
            with.kill();
            // Where whoever stops replaces our files, a process that goes on holds them.
            for (int i = 0; i < MAX_WAITS && with.process().end().equals(Apart.NOT_ENDED); i++) {
                LOG.log(System.Logger.Level.DEBUG, "a process that reads the directory ends slowly");
            }
        });
    }

    @Override
    public void rest() {
        if (isInside) {
            reader().rest();
        } else if (talk.isPresent()) {
            end();
        }
        isInside = false;
        isTried = false;
        connected = Optional.empty();
    }

    /** Keeps what the process has learnt. */
    private void learn() throws IOException, Refused {
        boolean ignored = asked(out -> out.writeByte(DirectoryWire.KEPT), in -> {
            DirectoryWire.expect(DirectoryWire.KEPT, in);
            names.take(in);
            files.take(in);
            return true;
        });
    }

    private void end() {
        try {
            learn();
        } catch (IOException | Refused e) {
            if (!isStopped) {
                LOG.log(System.Logger.Level.WARNING, "what was learnt of a directory is not kept: {0}", e.toString());
            }
        }
        drop();
    }

    private DirectoryReader reader() {
        if (insideMade.isEmpty()) {
            insideMade = Optional.of(inside.get());
        }
        return insideMade.get();
    }

    @Override
    public Optional<Answering> domain() {
        return isInside ? reader().domain() : connected.map(DirectoryWire.Connected::answering);
    }

    @Override
    public List<String> others() {
        return isInside
                ? reader().others()
                : connected.map(DirectoryWire.Connected::others).orElse(List.of());
    }

    @Override
    public Optional<ReasonCode> trouble() {
        return isInside ? reader().trouble() : trouble;
    }

    @Override
    public Set<Site.Name> takeMissed() {
        Set<Site.Name> taken = new HashSet<>(missed);
        missed.clear();
        if (isInside) {
            taken.addAll(reader().takeMissed());
        }
        return taken;
    }

    @Override
    public Reading.Refused<?> unread() {
        return isInside ? reader().unread() : unread;
    }

    @Override
    public List<Site> sites() {
        return sites;
    }

    @Override
    public Set<Site.Name> changed(long usn) throws Refused {
        if (isInside) {
            return reader().changed(usn);
        }
        try {
            return asked(
                    out -> {
                        out.writeByte(DirectoryWire.CHANGED);
                        out.writeLong(usn);
                    },
                    DirectoryWire::readChanged);
        } catch (IOException e) {
            Reading.Refused<?> why = lost(e);
            throw Refused.saying(why.reason(), why.detail());
        }
    }

    @Override
    public boolean accounts(OptionalLong since, BooleanSupplier isClosed, AccountRoll.Told told) {
        if (isInside) {
            return reader().accounts(since, isClosed, told);
        }
        resume();
        if (talk.isEmpty()) {
            told.part(List.of(), Optional.of(unread.reason()));
            return false;
        }
        try {
            return asked(out -> DirectoryWire.writeSince(since, out), in -> areAll(in, told));
        } catch (IOException e) {
            told.part(List.of(), Optional.of(lost(e).reason()));
            return false;
        } catch (Refused e) {
            told.part(List.of(), Optional.of(e.reason()));
            return false;
        }
    }

    private static boolean areAll(DataInputStream in, AccountRoll.Told told) throws IOException {
        for (int parts = 0; parts < DirectoryWire.MAX_PARTS; parts++) {
            Optional<ReasonCode> end = DirectoryWire.readPart(in, told);
            if (end.isPresent()) {
                return end.get() == ReasonCode.NONE;
            }
        }
        throw new StreamCorruptedException("accounts without an end");
    }

    @Override
    public SiteReading read(Site site) {
        if (isInside) {
            return reader().read(site);
        }
        resume();
        if (talk.isPresent() && connected.isPresent()) {
            try {
                DirectoryWire.Read read = asked(
                        out -> {
                            out.writeByte(DirectoryWire.READ);
                            SiteWire.text(site.location().id(), out);
                        },
                        in -> DirectoryWire.readReading(in, site.location()));
                trouble = read.trouble().or(() -> trouble);
                if (DirectorySurvey.mayPass(read.reading())) {
                    missed.add(site.name());
                }
                if (site.location().id().startsWith(SHARED)) {
                    // What a day has read of shared files counts also where the process does not come to its end.
                    learn();
                }
                return read.reading();
            } catch (Refused e) {
                unread = DirectoryReader.unread(e);
                trouble = Optional.of(unread.reason());
            } catch (IOException e) {
                unread = lost(e);
                trouble = Optional.of(unread.reason());
            }
        }
        missed.add(site.name());
        return SiteReading.unreadable(unread.reason(), unread.detail());
    }

    /**
     * Where a process ended in the middle, another one connects: to the same database, or what is read would count for changes of one that
     * it is not.
     */
    private void resume() {
        if (talk.isPresent() || connected.isEmpty() || isStopped || starts >= MAX_STARTS) {
            return;
        }
        Answering before = connected.get().answering();
        try {
            start();
            Answering now = connect().answering();
            if (!now.invocation().equals(before.invocation()) || !now.domain().equals(before.domain())) {
                drop();
            }
        } catch (Refused e) {
            unread = DirectoryReader.unread(e);
            drop();
        } catch (IOException e) {
            unread = lost(e);
        }
    }
}
