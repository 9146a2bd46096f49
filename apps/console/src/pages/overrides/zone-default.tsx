import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ZONES } from '../../parts/zone-badge';

interface ZoneDefaultProps {
  readonly value: string | null;
  readonly onChange: (zone: string | null) => void;
}

/** The zone of rows that name none. */
export function ZoneDefault({ value, onChange }: ZoneDefaultProps) {
  const { t } = useTranslation('overrides');
  return (
    <Select
      label={t('importing.zone')}
      description={t('importing.defaults')}
      placeholder={t('importing.noZone')}
      data={ZONES.map((zone) => ({ value: zone, label: t(`common:zone.${zone}`) }))}
      value={value}
      clearable
      clearButtonProps={{ 'aria-label': t('form.clear') }}
      onChange={onChange}
    />
  );
}
