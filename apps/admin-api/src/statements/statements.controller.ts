import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Fault } from '@pksn/domain';
import { Statements } from '@pksn/store-postgres';
import { Actor } from '../auth/caller';
import { Allow, AllowStaff } from '../auth/roles';
import { cursorOf, placeOf, wholeNumber } from '../cursor';
import { RowId } from '../row-id';
import { ParticipationQuery, StatementBody } from './statement-requests';
import { requirePlainText } from './statement-text';

/** What people at the endpoints are asked to agree to. A version that is published stays as it is. */
@Controller('api/v1/statements')
export class StatementsController {
  constructor(private readonly statements: Statements) {}

  @Get()
  @AllowStaff()
  async list(): Promise<object> {
    return { statements: await this.statements.list() };
  }

  /** How many endpoints of each customer accepted which version; no endpoint is named. */
  @Get('participation')
  @AllowStaff()
  async participation(@Query() { customer, cursor, limit }: ParticipationQuery): Promise<object> {
    const [customerId, statement] = cursor === undefined ? [] : placeOf(cursor, 2);
    const after = customerId === undefined ? null : ([customerId, wholeNumber(statement)] as const);
    const found = await this.statements.participation(customer ?? null, after, limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { participation: page, next: last === undefined ? null : cursorOf([last.customer, String(last.statement)]) };
  }

  @Get(':id/:language')
  @AllowStaff()
  async text(@RowId('id') id: number, @Param('language') language: string): Promise<object> {
    return { id, ...(await this.statements.text(id, language)) };
  }

  @Post()
  @HttpCode(201)
  @Allow()
  async publish(@Body() body: StatementBody, @Actor() actor: string): Promise<object> {
    const texts = body.texts.map(({ language, text }) => ({ language, text: requirePlainText(text, language) }));
    if (new Set(texts.map((one) => one.language.toLowerCase())).size < texts.length)
      throw new Fault('REQUEST_MALFORMED', 'a language has two texts');
    const inForceAt = body.inForceFrom === undefined ? null : new Date(body.inForceFrom);
    const id = await this.statements.publish({ id: body.id ?? null, texts, inForceAt }, actor);
    const published = (await this.statements.list()).find((one) => one.id === id);
    return { ...published };
  }
}
