import { Group, Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Zone } from '../../parts/zone-badge';
import { ZoneBadge } from '../../parts/zone-badge';

interface ZoneFieldProps {
  readonly zones: readonly Zone[];
  /** null: none is chosen yet. */
  readonly value: Zone | null;
  readonly onChange: (zone: Zone) => void;
}

/** A zone, of those that the kind of object may have. */
export function ZoneField({ zones, value, onChange }: ZoneFieldProps) {
  const { t } = useTranslation('overrides');
  return (
    <Radio.Group
      label={t('form.zone')}
      description={t(`zoneHelp.${value ?? 'none'}`)}
      value={value ?? ''}
      required
      onChange={(zone) => onChange(zone as Zone)}
    >
      <Group gap="md" mt={6}>
        {zones.map((zone) => (
          <Radio key={zone} value={zone} label={<ZoneBadge zone={zone} />} />
        ))}
      </Group>
    </Radio.Group>
  );
}
