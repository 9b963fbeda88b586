package bzh.vigie.agent.host;

import java.util.Map;

/**
 * An object as WMI tells it.
 *
 * @param namespace {@code root\subscription}
 * @param properties by name, those that have a value: texts, digits, texts one per line
 */
public record ToldObject(String namespace, String className, Map<String, String> properties) {
    public ToldObject {
        properties = Map.copyOf(properties);
    }
}
