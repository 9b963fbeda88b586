package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.AccountRoll;
import bzh.vigie.agent.directory.DefaultGrants;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.RightsAbove;
import bzh.vigie.agent.directory.SchemaNames;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.directory.TierZero;
import bzh.vigie.agent.host.HangingCalls;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** How an Active Directory is inventoried: each location once, while a controller answers. Used by one thread. */
final class DirectorySurvey implements DirectoryReader {
    /** Why something is not read that will not be the next hour either. */
    private static final Set<ReasonCode> LASTING =
            Set.of(ReasonCode.NO_RIGHT, ReasonCode.NOT_SUPPORTED, ReasonCode.TOO_LARGE, ReasonCode.MALFORMED);

    /** The thread of what controllers share. */
    static final String FILES = "shared-files";

    /** Longer than listing all files that controllers share may take. */
    static final Duration HANGING = Duration.ofMinutes(6);

    /** Where the names of a schema come from. */
    @FunctionalInterface
    interface Naming {
        /** Those of that domain. */
        SchemaNames of(Directory directory, Domain domain) throws Refused;
    }

    private final DirectoryInventory.Connecting connecting;
    private final Function<Domain, Reading<SharedFolder>> folders;
    private final HangingCalls files;
    private final Naming naming;
    private final Sysvol.Memory memory;
    private final List<Site> sites;
    private Optional<DirectoryConnection> connected = Optional.empty();
    private final Set<Site.Name> missed = new HashSet<>();
    private Optional<ReasonCode> trouble = Optional.empty();
    private boolean isTried;
    private Optional<Sysvol> sysvol = Optional.empty();
    private Reading.Refused<?> unread =
            new Reading.Refused<>(ReasonCode.STARTED, SourceText.detail("directory-not-yet"));

    /** One that asks whom that connects to. */
    DirectorySurvey(DirectoryInventory.Connecting connecting, Function<Domain, Reading<SharedFolder>> folders) {
        this(connecting, folders, new HangingCalls(FILES, HANGING), SchemaNames::of, new Sysvol.Memory());
    }

    /**
     * The same.
     *
     * @param folders where what the domain's controllers share is found
     * @param files how that is asked, which may hang
     * @param naming who has the names of its schema
     * @param memory what is remembered of what they share
     */
    DirectorySurvey(
            DirectoryInventory.Connecting connecting,
            Function<Domain, Reading<SharedFolder>> folders,
            HangingCalls files,
            Naming naming,
            Sysvol.Memory memory) {
        this.memory = memory;
        this.connecting = connecting;
        this.folders = folders;
        this.files = files;
        this.naming = naming;
        this.sites = DirectoryReader.all();
    }

    @Override
    public void plan() {
        if (isTried) {
            return;
        }
        isTried = true;
        trouble = Optional.empty();
        Optional<Directory> directory = Optional.empty();
        try {
            directory = Optional.of(connecting.connect());
            Domain domain = Domain.of(directory.get());
            connected =
                    Optional.of(DirectoryConnection.of(directory.get(), domain, naming.of(directory.get(), domain)));
        } catch (Refused e) {
            unread = DirectoryReader.unread(e);
        } finally {
            if (connected.isEmpty()) {
                directory.ifPresent(Directory::close);
            }
        }
    }

    @Override
    public void rest() {
        Optional<DirectoryConnection> was = connected;
        isTried = false;
        connected = Optional.empty();
        sysvol = Optional.empty();
        was.ifPresent(c -> c.directory().close());
    }

    @Override
    public Optional<Answering> domain() {
        return connected
                .map(DirectoryConnection::domain)
                .map(of -> new Answering(of.dnsName(), of.controller(), of.invocation(), of.usn(), of.isReadOnly()));
    }

    @Override
    public List<String> others() {
        return connected.map(DirectoryConnection::others).orElse(List.of());
    }

    @Override
    public Optional<ReasonCode> trouble() {
        return trouble;
    }

    @Override
    public Set<Site.Name> takeMissed() {
        Set<Site.Name> taken = Set.copyOf(missed);
        missed.clear();
        return taken;
    }

    @Override
    public Reading.Refused<?> unread() {
        return unread;
    }

    @Override
    public Set<Site.Name> changed(long usn) throws Refused {
        Set<Site.Name> changed = new HashSet<>();
        if (connected.isEmpty()) {
            return changed;
        }
        DirectoryConnection to = connected.get();
        // The schema is a naming context of its own: below the configuration nothing of it is found (MS-ADTS
        // 3.1.1.1.5).
        Set<String> bases = new LinkedHashSet<>(List.of(
                to.domain().head(), to.domain().configuration(), to.domain().schema()));
        for (String base : bases) {
            to.directory().search(Query.below(base, "(uSNChanged>=" + (usn + 1) + ")", "objectClass"), entry -> {
                for (Site site : sites) {
                    if (site.location().parser() instanceof DirectoryFormat format
                            && format.classes().stream().anyMatch(entry::is)) {
                        changed.add(site.name());
                    }
                }
                return changed.size() < sites.size();
            });
        }
        Set<String> due = memory.due();
        sites.stream()
                .map(Site::name)
                .filter(site -> due.contains(site.location()))
                .forEach(changed::add);
        return changed;
    }

    @Override
    public boolean accounts(OptionalLong since, BooleanSupplier isClosed, AccountRoll.Told told) {
        return connected
                .map(to ->
                        new AccountRoll(to.directory(), to.domain(), tierZero(to, since), isClosed, told).read(since))
                .orElse(false);
    }

    /** Where an account changed, places were read that ask for it; where none did, nobody needs it. */
    private static TierZero tierZero(DirectoryConnection to, OptionalLong since) {
        try {
            return since.isEmpty() ? to.tierZero() : to.knownTierZero();
        } catch (Refused e) {
            // The accounts are asked for all the same, and say why where that is refused too.
            return TierZero.NONE;
        }
    }

    @Override
    public List<Site> sites() {
        return sites;
    }

    @Override
    public SiteReading read(Site site) {
        if (site.location().parser() instanceof DirectoryFormat format && connected.isPresent()) {
            memory.waits(site.location().id(), false);
            SiteReading read = new Taking(site, connected.get()).read(format);
            if (mayPass(read)) {
                missed.add(site.name());
            }
            return read;
        }
        missed.add(site.name());
        return SiteReading.unreadable(unread.reason(), unread.detail());
    }

    /** Whether what controllers share was listed since it is connected. */
    boolean hasSeenFiles() {
        return sysvol.isPresent();
    }

    /** Whether it is not the whole for a reason that may pass. */
    static boolean mayPass(SiteReading read) {
        return read.state() != State.READ && !LASTING.contains(read.reason());
    }

    private final class Taking implements DirectoryFormat.Pass {
        private final Site site;
        private final DirectoryConnection to;
        private final Gathering gathered;
        private final Map<String, Integer> counted = new HashMap<>();
        private final UnseenObjects unseen = new UnseenObjects();
        private final LeftOut left = new LeftOut();
        private Optional<Entry> last = Optional.empty();

        Taking(Site site, DirectoryConnection to) {
            this.site = site;
            this.to = to;
            this.gathered = new Gathering(site.location(), LocalWatchlist.NONE);
        }

        SiteReading read(DirectoryFormat format) {
            long before = to.directory().received() + fileBytes();
            try {
                format.read(this);
            } catch (Refused e) {
                left.refused(e);
            }
            unseen.forEach((source, draft) -> add(draft, source, OptionalLong.empty(), "", Optional.empty()));
            SiteReading read = left.reading(
                    site.location(), gathered, unseen, to.directory().received() + fileBytes() - before);
            ReasonCode why = read.reason();
            boolean isSaid = trouble.isPresent() && why != ReasonCode.TIMED_OUT;
            if (read.state() != State.READ && why != ReasonCode.NO_RIGHT && !isSaid) {
                trouble = Optional.of(why);
            }
            return read;
        }

        @Override
        public Domain domain() {
            return to.domain();
        }

        @Override
        public SchemaNames names() {
            if (to.names().isFull()) {
                left.anything();
            }
            return to.names();
        }

        @Override
        public DefaultGrants defaults() {
            return to.defaults();
        }

        @Override
        public RightsAbove above() {
            return to.above();
        }

        @Override
        public TierZero tierZero() throws Refused {
            TierZero holders = to.tierZero();
            if (holders.isCut()) {
                left.anything();
            }
            return holders;
        }

        @Override
        public void ask(Query query, Directory.Each each) throws Refused {
            to.directory().search(query, entry -> {
                if (entry.isCut()) {
                    tooMany(entry);
                }
                last = Optional.of(entry);
                return each.take(entry) && !gathered.isFull();
            });
        }

        @Override
        public <T> T once(Class<T> kind, DirectoryFormat.Asking<T> asking) throws Refused {
            return to.once(kind, asking);
        }

        @Override
        public String who(Sid sid) throws Refused {
            return to.who(sid, last);
        }

        @Override
        public boolean isOff(Sid sid) throws Refused {
            return DirectoryConnection.isOff(who(sid));
        }

        @Override
        public void tooMany() {
            left.anything();
        }

        @Override
        public void leftOut() {
            left.others();
        }

        @Override
        public void othersFollow() {
            left.othersFollow(gathered);
        }

        @Override
        public void tooMany(Entry entry) {
            unseen.more(source(entry));
        }

        @Override
        public void malformed(Entry entry) {
            unseen.malformed(source(entry));
        }

        @Override
        public void unreadable(Entry entry) {
            unseen.hidden(source(entry), ReasonCode.NO_RIGHT, "it may not be read by the computer");
        }

        @Override
        public void partlyUnreadable(Entry entry, Entry unread) {
            unseen.partly(source(entry), entry.dn().equals(unread.dn()) ? "" : source(unread));
        }

        private String source(Entry entry) {
            return ItemMaker.boundedName(to.domain().shown(entry.dn()));
        }

        private long fileBytes() {
            return sysvol.map(Sysvol::received).orElse(0L);
        }

        @Override
        public Sysvol sysvol() throws Refused {
            if (sysvol.isEmpty()) {
                sysvol = switch (files.call(() -> folders.apply(to.domain()))) {
                    case Reading.Found<SharedFolder>(SharedFolder folder) ->
                        Optional.of(Sysvol.of(files.over(folder), memory));
                    case Reading.Absent<SharedFolder> ignored ->
                        throw new Refused(ReasonCode.NOT_PRESENT, to.domain().dnsName());
                    case Reading.Refused<SharedFolder> refused ->
                        throw Refused.saying(refused.reason(), refused.detail());
                };
            }
            return sysvol.get();
        }

        @Override
        public void malformed(Sysvol.File file) {
            unseen.malformed(ItemMaker.boundedName(file.shown()));
        }

        @Override
        public void partlyUnreadable(Sysvol.File folder) {
            unseen.doubted(ItemMaker.boundedName(folder.shown()));
        }

        @Override
        public void unreadable(Sysvol.File file, Reading.Refused<?> why) {
            String source = ItemMaker.boundedName(file.shown());
            if (sysvol.filter(of -> of.isSpent(why)).isPresent()) {
                memory.waits(site.location().id(), true);
                unseen.spent(source, why);
            } else {
                unseen.file(source, why);
            }
        }

        @Override
        public void found(Entry entry, Draft draft) {
            add(draft, to.domain().shown(entry.dn()), entry.time("whenChanged"), "", Optional.empty());
        }

        @Override
        public void found(Sysvol.File file, Draft draft) {
            if (gathered.isFull() || sysvol.isEmpty()) {
                left.full();
                return;
            }
            String line = draft.run() instanceof WindowsRun.Command command ? command.line() : "";
            Optional<Sysvol.File> target = draft.run() instanceof Draft.Run.Itself
                    ? Optional.of(file)
                    : sysvol.get().named(line);
            Optional<Sha256> content = Optional.empty();
            if (target.isPresent()) {
                Reading<Sha256> digest = sysvol.get().digest(target.get());
                content = digest.ifFound();
                if (digest instanceof Reading.Refused<Sha256> refused) {
                    unreadable(target.get(), refused);
                }
            }
            OptionalLong changed =
                    file.modifiedMicros() > 0 ? OptionalLong.of(file.modifiedMicros()) : OptionalLong.empty();
            add(draft, file.shown(), changed, target.map(Sysvol.File::shown).orElse(line), content);
        }

        private void add(Draft draft, String place, OptionalLong changed, String target, Optional<Sha256> content) {
            if (gathered.isFull()) {
                return;
            }
            gathered.add(DirectoryItem.of(
                    site.location(),
                    draft,
                    ItemMaker.boundedName(place),
                    changed,
                    target,
                    content,
                    (source, name) -> Gathering.distinct(name, counted, source + "\n" + name)));
        }
    }
}
