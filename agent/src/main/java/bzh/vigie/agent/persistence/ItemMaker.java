package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Digests;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.persistence.Resolver.Resolution;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;

/** Makes items of drafts by asking the machine what would run, whose it is and what it is like. Used by one thread. */
final class ItemMaker {
    private static final int MAX_NAME = 512;
    private static final int MAX_VALUE = 8_192;
    private static final int MAX_CHAIN = 16;

    private final Resolver resolver;
    private final Writable writable;
    private final FileHashes hashes;
    private final PackagedSums sums;
    private final Packages packages;
    private final ModuleSignatures signatures;

    /** With what names a uid. */
    ItemMaker(Files files, Packages packages, LongFunction<String> names) {
        this.resolver = new Resolver(files);
        this.writable = new Writable(files, names);
        this.hashes = new FileHashes(files);
        this.sums = new PackagedSums(files);
        this.packages = packages;
        this.signatures = new ModuleSignatures(files);
    }

    /** A new site is begun. */
    void begin() {
        writable.forget();
    }

    Item item(Site site, SourceFile file, Draft draft, String name) {
        HostPath home = site.owner().map(LocalAccount::home).orElse(HostPath.of("/root"));
        Resolution runs = resolver.resolve(draft.run(), file.path(), home);
        Optional<HostPath> target = runs.target().filter(t -> !runs.missing());
        // Only files have digests and packages, a directory that is searched has not.
        Optional<HostPath> targetFile = target.filter(t -> !(draft.run() instanceof Run.Directory));
        Optional<Digests> digests = targetFile.flatMap(t -> hashes.of(t).ifFound());
        long uid = site.owner().map(LocalAccount::uid).orElse(0L);
        Set<String> replaceableBy = writable.by(file.path(), uid);
        target.ifPresent(t -> replaceableBy.addAll(writable.by(t, uid)));
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        traits.addAll(draft.traits());
        if (runs.missing()) {
            traits.add(Trait.TARGET_MISSING);
        }
        if (runs.target().filter(Writable::isForAnybody).isPresent()) {
            traits.add(Trait.TARGET_IN_WORLD_WRITABLE);
        }
        if (runs.target()
                .filter(t -> !t.equals(file.path()) && Writable.isHidden(t))
                .isPresent()) {
            traits.add(Trait.TARGET_HIDDEN);
        }
        if (replaceableBy.contains(Writable.EVERYONE)) {
            traits.add(Trait.WORLD_WRITABLE);
        }
        boolean hiddenSource = site.owner().isEmpty() && file.name().startsWith(".");
        if (HostText.hasInvisible(name) || HostText.hides(file.name()) || hasEscapes(file.name()) || hiddenSource) {
            traits.add(Trait.HIDING_NAME);
        }
        // What accounts write themselves is never packaged: there only what it runs says something.
        boolean ofAccount = site.location().scope() != Location.Scope.MACHINE
                || site.location().format().isOfTheMachine()
                || Location.isOfTheKernel(file.path().text());
        Origin origin = ofAccount
                ? targetFile.map(this::origin).orElse(new Origin("", Shipped.UNKNOWN))
                : origin(file.path(), targetFile);
        return new Item(
                site.location().id(),
                site.location().techniques(),
                "linux",
                site.account(),
                name,
                cut(draft.value(), MAX_VALUE),
                file.path().text(),
                cut(runs.chain().isEmpty() ? "" : runs.chain().getLast(), MAX_VALUE),
                digests.map(Digests::sha256),
                "",
                draft.run() instanceof Run.Module
                        ? targetFile.map(signatures::of).orElse(Signature.NOT_CHECKED)
                        : Signature.NOT_CHECKED,
                origin.packageName(),
                origin.shipped(),
                draft.enabled(),
                OptionalLong.of(file.status().modifiedMicros()),
                runs.chain().stream()
                        .limit(MAX_CHAIN)
                        .map(p -> cut(p, MAX_VALUE))
                        .toList(),
                cut(String.join(" ", replaceableBy), MAX_NAME),
                "",
                "",
                "",
                "",
                "",
                traits);
    }

    /** Whether a name held what had to be escaped; a backslash of its own stands there twice. */
    private static boolean hasEscapes(String escaped) {
        return escaped.replace("\\\\", "").contains("\\x");
    }

    /** A name of bounded length that still differs where the whole name does. */
    static String boundedName(String name) {
        if (name.length() <= MAX_NAME) {
            return name;
        }
        String digest = Sha256.over(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
        return cut(name, MAX_NAME - 18) + digest;
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }

    private record Origin(String packageName, Shipped shipped) {}

    /** As packaged only where everything is: the file that was read and the one that would run. */
    private Origin origin(HostPath source, Optional<HostPath> target) {
        Origin of = origin(source);
        if (target.isEmpty() || target.get().equals(source)) {
            return of;
        }
        Origin runs = origin(target.get());
        String owner = runs.packageName().isEmpty() ? of.packageName() : runs.packageName();
        for (Shipped worse : List.of(Shipped.UNOWNED, Shipped.MODIFIED, Shipped.UNKNOWN)) {
            if (of.shipped() == worse || runs.shipped() == worse) {
                return new Origin(owner, worse);
            }
        }
        return new Origin(owner, Shipped.AS_PACKAGED);
    }

    private Origin origin(HostPath path) {
        return switch (packages.owner(path.text())) {
            case Observed.Missed<String> ignored -> new Origin("", Shipped.UNKNOWN);
            case Observed.Known<String> known when known.value().isEmpty() -> new Origin("", Shipped.UNOWNED);
            case Observed.Known<String> known ->
                new Origin(
                        known.value(),
                        sums.md5(known.value(), path.text())
                                .flatMap(packaged -> hashes.of(path)
                                        .ifFound()
                                        .map(now ->
                                                now.md5().equals(packaged) ? Shipped.AS_PACKAGED : Shipped.MODIFIED))
                                .orElse(Shipped.UNKNOWN));
        };
    }
}
