package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.ToldObject;
import bzh.vigie.agent.windows.wmi.Subscriptions;
import bzh.vigie.agent.windows.wmi.Subscriptions.Binding;
import bzh.vigie.agent.windows.wmi.Subscriptions.Consumer;
import bzh.vigie.agent.windows.wmi.Subscriptions.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Objects of WMI as the subscriptions that they are. Pure. */
final class ToldSubscriptions {
    private ToldSubscriptions() {}

    static Subscriptions of(List<ToldObject> objects) {
        List<Filter> filters = new ArrayList<>();
        List<Consumer> consumers = new ArrayList<>();
        List<Binding> bindings = new ArrayList<>();
        for (ToldObject object : objects) {
            String namespace = object.namespace();
            switch (object.className().toLowerCase(Locale.ROOT)) {
                case "__eventfilter" ->
                    filters.add(new Filter(
                            namespace,
                            value(object, "Name"),
                            value(object, "Query"),
                            value(object, "QueryLanguage"),
                            value(object, "EventNamespace"),
                            ""));
                case "__filtertoconsumerbinding" ->
                    bindings.add(new Binding(namespace, value(object, "Filter"), value(object, "Consumer"), ""));
                default -> {
                    Map<String, String> properties = new HashMap<>(object.properties());
                    properties.remove("Name");
                    consumers.add(new Consumer(namespace, object.className(), value(object, "Name"), properties, ""));
                }
            }
        }
        return new Subscriptions(filters, consumers, bindings, false, 0);
    }

    private static String value(ToldObject object, String property) {
        return object.properties().getOrDefault(property, "");
    }
}
