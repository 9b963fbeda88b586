package bzh.vigie.installers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What keeps the line straight (DESIGN.md 4, STYLE.md). Each rule's reason names the alternative; none has exemptions. */
final class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("bzh.vigie");

    private static final DescribedPredicate<JavaClass> GENERATED =
            JavaClass.Predicates.resideInAPackage(ours("bzh.vigie.v1.."));

    @Test
    void theRulesSeeEveryModule() {
        for (String known : List.of("bzh.vigie.wire", "bzh.vigie.agent", "bzh.vigie.collector")) {
            assertTrue(OURS.containPackage(known), known);
        }
    }

    @Test
    void groupsThatAreRepeatedWithoutASmallBoundArePossessive() throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        int looked = 0;
        for (JavaField field :
                OURS.stream().flatMap(each -> each.getFields().stream()).toList()) {
            if (field.getModifiers().contains(JavaModifier.STATIC)
                    && field.getType().getAllInvolvedRawTypes().stream()
                            .anyMatch(type -> type.isEquivalentTo(Pattern.class))) {
                for (Pattern pattern : RepeatedGroups.patterns(field.reflect())) {
                    looked++;
                    for (String group : RepeatedGroups.repeated(pattern.pattern())) {
                        found.add(field.getFullName() + " " + group);
                    }
                }
            }
        }
        assertEquals(List.of(), found, "repeat them possessively, or at most " + RepeatedGroups.MOST + " times");
        assertTrue(looked > 500, "expressions that were looked at: " + looked);
    }

    @Test
    void theRuleOfRepeatedGroupsSeesWhatOverflows() {
        assertEquals(List.of("(?:[^'\\n]|''){0,8192}"), RepeatedGroups.repeated("'((?:[^'\\n]|''){0,8192})"));
        assertEquals(List.of("(a|b)*"), RepeatedGroups.repeated("[(]\\((a|b)*?x"));
        assertEquals(List.of(), RepeatedGroups.repeated("(a|b)*+(?:c|d){1,8}[^)]*\\)*(e)?"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("bzh.vigie.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a stage knows what it takes and what it gives; move what both need to where the data"
                        + " is defined"));
        check(slices().matching("bzh.vigie.agent.(**)")
                .should()
                .beFreeOfCycles()
                .because("the folders tell the story in order: source, spool, uplink"));
        check(slices().matching("bzh.vigie.collector.(**)")
                .should()
                .beFreeOfCycles()
                .because("the folders tell the story in order: gateway, ingest, detect, store, notify"));
    }

    @Test
    void aRuleThatSelectsNothingFails() {
        ArchRule quiet = classes()
                .that()
                .resideInAPackage("bzh.vigie.renamed..")
                .should()
                .bePublic();
        assertThrows(AssertionError.class, () -> check(quiet));
        assertThrows(AssertionError.class, () -> ours("bzh.vigie.renamed.."));
    }

    /**
     * The rooms of the agent that know each other, which slices of single packages cannot show. These are to become lines; no pair is to be
     * added, and one that is gone is to be struck out here.
     */
    @Test
    void roomsOfTheAgentThatKnowEachOtherAreKnown() {
        String agent = "bzh.vigie.agent.";
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass each : OURS) {
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (each.getPackageName().startsWith(agent) && to.startsWith(agent)) {
                    known.computeIfAbsent(room(each.getPackageName()), ignored -> new TreeSet<>())
                            .add(room(to));
                }
            }
        }
        Set<String> mutual = new TreeSet<>();
        known.forEach((from, all) -> all.stream()
                .filter(to -> from.compareTo(to) < 0)
                .filter(to -> known.getOrDefault(to, Set.of()).contains(from))
                .forEach(to -> mutual.add(from + " and " + to)));
        assertTrue(known.size() > 10, known.keySet()::toString);
        assertEquals(Set.of("host and windows"), mutual);
    }

    /** {@code host} of {@code bzh.vigie.agent.host.linux}. */
    private static String room(String name) {
        return name.split("\\.", 5)[3];
    }

    @Test
    void agentAndCollectorDoNotKnowEachOther() {
        check(noClasses()
                .that()
                .resideInAPackage(ours("bzh.vigie.agent.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours("bzh.vigie.collector.."))
                .because("what both sides share belongs into proto"));
        check(noClasses()
                .that()
                .resideInAPackage(ours("bzh.vigie.collector.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours("bzh.vigie.agent.."))
                .because("what both sides share belongs into proto"));
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        ours("bzh.vigie.event.."),
                        ours("bzh.vigie.wire.."),
                        ours("bzh.vigie.journal.."),
                        ours("bzh.vigie.enrol.."),
                        ours("bzh.vigie.settings.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ours("bzh.vigie.agent.."), ours("bzh.vigie.collector.."))
                .because("proto is what both sides stand on"));
    }

    @Test
    void sigmaAndEventLogsAreLibrariesOfTheirOwn() {
        String sigma = ours("bzh.vigie.collector.detect.sigma..");
        String evtx = ours("bzh.vigie.collector.evtx..");
        check(noClasses()
                .that()
                .resideInAPackage(sigma)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ours("bzh.vigie.."))
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(sigma))))
                .because("the engine is used on its own (docs/sigma.md): hand what it needs to it as a SigmaRecord"));
        check(noClasses()
                .that()
                .resideInAPackage(evtx)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ours("bzh.vigie.collector.."))
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(evtx))))
                .because("the reader is used on its own (docs/sigma.md), with proto's WindowsEvent alone"));
    }

    @Test
    void nativeAccessStaysInTheHostImplementations() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ours("bzh.vigie.agent.host.linux.."), ours("bzh.vigie.agent.host.windows.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("arenas and error codes stop in bzh.vigie.agent.host.linux and .windows: add a method"
                        + " to a host interface"));
    }

    @Test
    void processesAreStartedInOnePlaceOnly() {
        check(noClasses()
                .that()
                // What makes packages and what tests look at pages with run where Vigie is built, and are never in what
                // is
                // shipped (below).
                .resideOutsideOfPackages(
                        ours("bzh.vigie.agent.host.linux.."),
                        ours("bzh.vigie.agent.host.windows.."),
                        ours("bzh.vigie.installers"),
                        ours("bzh.vigie.browser"))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .because("a command that the agent may run is one line in AllowedCommands"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ours("bzh.vigie.installers"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours("bzh.vigie.installers"))
                .because("what makes packages is no part of what is in them"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ours("bzh.vigie.browser"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours("bzh.vigie.browser"))
                .because("the browser of the tests is in no package"));
        check(noClasses()
                .should()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        JavaClass.Predicates.type(Runtime.class)))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates.name("exec"))))
                .because("a command that the agent may run is one line in AllowedCommands"));
    }

    @Test
    void theWallClockIsReadOnlyWhereItIsHandedIn() {
        check(noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .because("take a java.time.InstantSource or a bzh.vigie.event.Clock in the constructor"));
        check(noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Command")
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                .doNotHaveSimpleName("Run")
                .and()
                .doNotHaveSimpleName("HostClock")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.InstantSource.class, "system")
                .because("the wiring (main, a command, the agent's host clock) hands the clock in"));
    }

    @Test
    void namesSayWhatAClassIsFor() {
        check(noClasses()
                .that(DescribedPredicate.not(GENERATED))
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)")
                .because("name it after what it does"));
        check(noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..model..", "..helper..", "..impl..", "..manager..")
                .because("a package is named after what it is for"));
    }

    @Test
    void sqlStaysInTheStore() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ours("bzh.vigie.collector.store.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .because("add a method to an interface of bzh.vigie.collector.store"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ours("bzh.vigie.collector.store.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .because("add a method to EventHistory"));
    }

    @Test
    void thePagesOfTheConsoleSeeWhatTheyAreGiven() {
        String route = ours("bzh.vigie.collector.console.route..");
        check(noClasses()
                .that()
                .resideInAPackage(ours("bzh.vigie.collector.console.."))
                .and()
                .resideOutsideOfPackages(route, ours("bzh.vigie.collector.console.sign.."))
                .should()
                .callConstructor(bzh.vigie.collector.store.Scope.All.class)
                .orShould()
                .callConstructor(bzh.vigie.collector.store.Scope.Communes.class, Set.class)
                .orShould()
                .callConstructor(bzh.vigie.collector.store.Author.class, String.class, String.class)
                .because("a page reads within Call.scope() and decides by Call.change(), as whoever asks"));
        check(noClasses()
                .that()
                .resideInAPackage(ours("bzh.vigie.collector.console.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ours("bzh.vigie.collector.gateway.."),
                        ours("bzh.vigie.collector.ingest.."),
                        ours("bzh.vigie.collector.store.sqlite.."),
                        ours("bzh.vigie.collector.store.lucene.."))
                .because("the console reads the store and writes decisions into it, and nothing else"));
        check(slices().matching("bzh.vigie.collector.console.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        DescribedPredicate.alwaysTrue(),
                        JavaClass.Predicates.resideInAnyPackage(route, ours("bzh.vigie.collector.console.sign..")))
                .because(
                        "a section links to another by its address; what both need goes to where the data is defined"));
    }

    @Test
    void onlyTheCodecKnowsRecordsAndMessagesOfEvents() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ours("bzh.vigie.wire.."), ours("bzh.vigie.v1.."))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ours("bzh.vigie.v1"))
                        .and(DescribedPredicate.describe(
                                "are messages of event.proto or inventory.proto",
                                c -> List.of("Event", "EventBatch", "Item", "LocationStatus", "ItemSeen")
                                        .contains(c.getSimpleName()))))
                .because("events are encoded once and decoded once, by EventCodec"));
    }

    @Test
    void nothingIsNullUnlessItSaysSo() {
        for (JavaPackage each : OURS.getDefaultPackage().getSubpackagesInTree()) {
            boolean ours =
                    each.getName().startsWith("bzh.vigie.") && !each.getName().startsWith("bzh.vigie.v1");
            if (ours && !each.getClasses().isEmpty()) {
                assertTrue(
                        each.isAnnotatedWith("org.jspecify.annotations.NullMarked"),
                        () -> each.getName() + " needs a package-info.java with @NullMarked");
            }
        }
    }

    @Test
    void recordsAndFinalClassesAreTheRule() {
        check(classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and(DescribedPredicate.not(GENERATED))
                .and()
                .haveSimpleNameNotEndingWith("package-info")
                .should(ArchConditions.haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                        .or(ArchConditions.haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)))
                .because("inheritance is by sealed interfaces; a class that outsiders may extend must say so"));
    }

    /** A pattern of packages of which there is at least one: of what was renamed no rule can go quiet. */
    private static String ours(String pattern) {
        String name = pattern.endsWith("..") ? pattern.substring(0, pattern.length() - 2) : pattern;
        assertTrue(OURS.containPackage(name), () -> "no class is in " + name);
        return pattern;
    }

    /** A rule that selects no class fails. */
    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
